"""VK communities, through vk_api."""
