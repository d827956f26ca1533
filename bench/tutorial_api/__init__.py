"""The list of claims as the tutorial of Django REST framework builds it: for `bench.api`."""
