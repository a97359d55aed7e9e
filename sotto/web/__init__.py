"""The shell: base pages, components, navigation, errors in plain words."""
