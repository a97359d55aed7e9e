"""Webhooks: a JSON message to another program over HTTPS, signed as Standard Webhooks has it."""
