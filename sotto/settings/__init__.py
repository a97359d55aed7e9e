"""Settings: one TOML file and the environment, typed; Django's own settings, and the URLs."""
