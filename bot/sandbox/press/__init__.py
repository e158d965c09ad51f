"""The sample site's articles, pictures and pages."""
