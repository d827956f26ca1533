"""The same people in every test."""

from django.contrib.auth.models import Group

from core.models import User


def person(name: str, *groups: str, **fields) -> User:
    """An account at the desk, in these groups."""
    user = User.objects.create_user(name, password="a-long-password", is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


class Cast:
    """Ada writes, Ben writes too, Rana reviews, Pavel publishes, Aidan looks after accounts, Cleo
    is superuser, Stan nobody.
    """

    def __init__(self):
        self.editor = person("ada", "Editor")
        self.contributor = person("ben", "Editor")
        self.reviewer = person("rana", "Reviewer", "Publisher", byline="Rana Ray")
        self.publisher = person("pavel", "Publisher")
        self.administrator = person("aidan", "Administrator")
        self.superuser = person("cleo", is_superuser=True)
        self.stranger = User.objects.create_user("stan", password="a-long-password")
