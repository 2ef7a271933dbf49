"""Training that runs at the backend's speed and reports through callbacks; it draws nothing."""
