"""The edge towards people and their monitors: carries what the alerts say."""
