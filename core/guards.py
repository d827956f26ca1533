from core.models import Revision
from core.triggers import append_only

GUARDS = [*append_only(Revision)]
