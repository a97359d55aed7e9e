"""Small pure values that every room may use; no Django, no IO."""
