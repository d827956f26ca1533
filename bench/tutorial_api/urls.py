from django.urls import include, path

from rest_framework.routers import DefaultRouter

from bench.tutorial_api.views import ClaimViewSet, JoinedViewSet

router = DefaultRouter()
router.register("claims", ClaimViewSet, basename="claim")
router.register("joined", JoinedViewSet, basename="joined")
urlpatterns = [path("", include(router.urls))]
