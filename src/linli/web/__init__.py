"""The shell: templates, navigation, API root."""
