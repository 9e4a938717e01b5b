"""The addresses of this section of the Desk; in a real house there is nothing at them."""

from __future__ import annotations

from django.urls import path

from chancery.web.desk.demonstration import views

urlpatterns = [
    path("<language:language>/demonstration/mail", views.letters, name="demonstration_mail"),
    path("<language:language>/demonstration/mail/<str:key>", views.letter, name="demonstration_letter"),
]
