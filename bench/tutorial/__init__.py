"""The claim page as the framework's tutorial would build it: the yardstick of `bench.pages`."""
