"""Sallyport beside another engine that does part of the same: on two clusters, one after the other, by the same clients."""
