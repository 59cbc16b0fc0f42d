"""The test bed: one real Kubernetes node on this machine, and what is installed into it."""
