"""What a call through the sidecar costs, measured beside nginx and HAProxy. Start reading at scenarios.py."""
