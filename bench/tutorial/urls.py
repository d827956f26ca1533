from django.urls import path

from bench.tutorial.views import ClaimDetail

urlpatterns = [path("claims/<str:public_id>/", ClaimDetail.as_view(), name="claim")]
