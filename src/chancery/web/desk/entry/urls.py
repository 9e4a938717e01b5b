"""The addresses of this section of the Desk.

django-allauth knows its pages by name and without a language.  Each name that is open here
stands twice: with a language, where the page is, and without, which leads there.  No other
page of allauth can be reached.
"""

from __future__ import annotations

from django.urls import include, path

from chancery.web.desk.entry.tongue import in_a_language
from chancery.web.desk.entry.views import coming_in, demonstration, home, own, people, provider

ACCOUNTS = (
    ("login/", coming_in.SignIn.as_view(), "account_login"),
    ("logout/", coming_in.SignOut.as_view(), "account_logout"),
    ("login/code/", coming_in.AskForCode.as_view(), "account_request_login_code"),
    ("login/code/confirm/", coming_in.TypeCode.as_view(), "account_confirm_login_code"),
    ("login/second/", coming_in.SecondFactor.as_view(), "mfa_authenticate"),
    ("login/passkey/", coming_in.PasskeyAnswer.as_view(), "mfa_login_webauthn"),
    ("again/", coming_in.Again.as_view(), "mfa_reauthenticate_webauthn"),
    ("passkeys/add/", own.AddPasskey.as_view(), "mfa_add_webauthn"),
    ("codes/", own.RecoveryCodes.as_view(), "mfa_view_recovery_codes"),
    ("codes/new/", own.NewRecoveryCodes.as_view(), "mfa_generate_recovery_codes"),
    ("closed/", provider.closed, "account_signup"),
    ("inactive/", provider.closed, "account_inactive"),
    ("provider/failed/", provider.failed, "socialaccount_login_error"),
    ("provider/cancelled/", provider.failed, "socialaccount_login_cancelled"),
    ("provider/closed/", provider.closed, "socialaccount_signup"),
)
"""The pages of allauth that are open, and the names by which it looks for them."""

urlpatterns = [
    path("", home.choose, name="choose"),
    path("<language:language>/", home.home, name="home"),
    path("<language:language>/account", own.account, name="account"),
    path("<language:language>/account/language", own.speak, name="account_language"),
    path("<language:language>/account/sessions", own.end_session, name="account_sessions"),
    path("<language:language>/people", people.people, name="people"),
    path("<language:language>/invitation/<str:word>", people.invitation, name="invitation"),
    path("<language:language>/demonstration", demonstration.demonstration, name="demonstration"),
    path(
        "<language:language>/accounts/passkeys/<int:pk>/remove/",
        own.RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
    path(
        "<language:language>/accounts/",
        include([path(route, view, name=name) for route, view, name in ACCOUNTS]),
    ),
    path("accounts/", include([path(route, in_a_language, name=name) for route, _, name in ACCOUNTS])),
    path("accounts/own/", own.home_of_account, name="mfa_index"),
    path("accounts/own/passkeys/", own.home_of_account, name="mfa_list_webauthn"),
    path("accounts/oidc/<slug:provider_id>/login/", provider.go, name="openid_connect_login"),
    path(
        "accounts/oidc/<slug:provider_id>/login/callback/", provider.callback, name="openid_connect_callback"
    ),
]
