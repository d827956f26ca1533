from django.urls import path

from bench.tutorial.views import ClaimDetail

# Only the claim's page is measured; the others are there to be linked to.
urlpatterns = [
    path("claims/<str:public_id>/", ClaimDetail.as_view(), name="claim"),
    path("claims/<str:public_id>/<int:number>/", ClaimDetail.as_view(), name="edition"),
    *[
        path(f"{kind}s/<int:pk>/", ClaimDetail.as_view(), name=kind)
        for kind in ("topic", "speaker", "publisher", "source")
    ],
]
