"""Pages before and after a session: open an account, sign in, sign out."""
