"""Whole pages in the layouts of the region's CMSs and themes, with the body, lead and pictures an editor would read."""
