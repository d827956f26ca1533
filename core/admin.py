"""People and history at the desk. Accounts are deactivated, never deleted; history is read-only."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group
from django.template.response import TemplateResponse

from core import histories
from core.models import Revision, User
from core.paging import BoundedPaginator


class PasswordSet(ReadOnlyPasswordHashWidget):
    """Whether there is a password; how it is kept concerns nobody here."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        known = value and is_password_usable(value)
        told = "There is one." if known else "There is none: nobody signs in as they."
        context["summary"] = [{"label": told}]
        context["button_label"] = "Set another" if known else "Set one"
        return context


class PersonForm(UserChangeForm):
    """An account, in the words of whoever looks after it."""

    password = ReadOnlyPasswordHashField(
        label="Password", widget=PasswordSet, help_text="Nobody can read it, here or elsewhere."
    )

    class Meta(UserChangeForm.Meta):
        labels = {
            "username": "Name to sign in with",
            "email": "Mail address",
            "is_active": "Open",
            "is_staff": "May come to the desk",
            "is_superuser": "May do everything",
            "groups": "Parts",
            "user_permissions": "Single permissions",
        }
        help_texts = {
            "username": "Letters, digits and @ . + - _. The history names them so for ever.",
            "first_name": "For the desk; readers never see it.",
            "last_name": "For the desk; readers never see it.",
            "email": "Where the desk tells them what concerns them. Readers never see it.",
            "is_active": "Untick it to close the account.",
            "is_staff": "Without it they can sign in nowhere.",
            "is_superuser": "Every permission, but for overriding the rule of two people.",
            "groups": "What they do here; one or several. The first page says what each part is.",
            "user_permissions": "Beside their parts, and only where these do not fit.",
            "last_login": "When they last signed in, UTC.",
            "date_joined": "When the account was made, UTC.",
        }


class NewPersonForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "byline", "email")
        labels = PersonForm.Meta.labels
        help_texts = PersonForm.Meta.help_texts


class PasswordForm(AdminPasswordChangeForm):
    """A new password for somebody else, or none, so that nobody signs in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if closing := self.fields.get("usable_password"):
            closing.label = "Can they sign in?"
            closing.help_text = "“Disabled” takes the password away: nobody signs in as they."


class PartForm(forms.ModelForm):
    class Meta:
        model = Group
        fields = ["name", "permissions"]
        help_texts = {
            "name": "What the part is called.",
            "permissions": "They hold for everybody who has the part, from now on.",
        }


# The rooms whose rows have a history.
KEPT = ("sources", "claims")
# What lets somebody do everything, or grants a single permission by name.
BEYOND_A_PART = ("is_superuser", "user_permissions")


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Accounts and their parts. Whoever is no superuser makes none, touches none, and gives
    nobody, themselves included, more than a part; their own parts somebody else changes.
    """

    form = PersonForm
    change_password_form = PasswordForm
    add_form = NewPersonForm
    add_fieldsets = ((None, {"fields": ("username", "byline", "email", "password1", "password2")}),)
    list_display = ("username", "byline", "first_name", "last_name", "is_active", "is_superuser")
    list_filter = ("is_active", "groups")
    filter_horizontal = ("user_permissions",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Who it is", {"fields": ("first_name", "last_name", "email", "byline")}),
        (
            "What they may do",
            {
                "fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions"),
                "description": "An account is never deleted: untick “Open” to close it. What "
                "its owner did stays in the log.",
            },
        ),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (request.user.is_superuser or not (obj and obj.is_superuser))

    def get_fieldsets(self, request, obj=None):
        """Without what only a superuser gives, for whoever is none."""
        found = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return found
        return [
            (title, {**told, "fields": [f for f in told["fields"] if f not in BEYOND_A_PART]})
            for title, told in found
        ]

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        own = obj and obj.pk == request.user.pk and not request.user.is_superuser
        return (*fixed, "groups", "is_active", "is_staff") if own else fixed

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """The parts are few: a box for each."""
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        """A new account is one for the desk."""
        obj.is_staff = obj.is_staff or not change
        super().save_model(request, obj, form, change)


admin.site.unregister(Group)


@admin.register(Group)
class PartAdmin(GroupAdmin):
    """The parts that an account can have: what is in them, a superuser changes."""

    form = PartForm

    def has_add_permission(self, request):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser


class KindFilter(admin.SimpleListFilter):
    """What was changed; from the models of the desk, as to ask the table would read all of it."""

    title = "what was changed"
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        kept = [model for model in admin.site._registry if model._meta.app_label in KEPT]
        names = [(each._meta.label_lower, each._meta.verbose_name.capitalize()) for each in kept]
        return sorted(names, key=lambda named: named[1])

    def queryset(self, request, queryset):
        return queryset.filter(model=self.value()) if self.value() else queryset


@admin.register(Revision)
class RevisionAdmin(admin.ModelAdmin):
    list_display = ("at", "by", "action", "kind", "label", "reason")
    list_display_links = ("label",)
    list_filter = ("action", KindFilter)
    search_fields = ("label", "actor_name", "reason", "model")
    ordering = ("-pk",)
    show_full_result_count = False
    paginator = BoundedPaginator

    @admin.display(description="by", ordering="actor_name")
    def by(self, revision):
        return revision.actor_name

    @admin.display(description="what", ordering="model")
    def kind(self, revision):
        return histories.kind_of(revision)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        """Without the states: a list does not read them, and they are long."""
        return super().get_queryset(request).defer("before", "after")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        revision = self.get_object(request, object_id)
        if revision is None or not self.has_view_permission(request, revision):
            return super().change_view(request, object_id, form_url, extra_context)
        context = {
            **self.admin_site.each_context(request),
            "title": str(revision),
            "opts": self.opts,
            "steps": histories.steps([revision]),
        }
        return TemplateResponse(request, "desk/history.html", context)
