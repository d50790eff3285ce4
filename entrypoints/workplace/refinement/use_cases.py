"""What the seller's people do about the ERP's word on prices."""

from collections.abc import Callable, Sequence
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.refinement_desk.desk import ServicesPage
from application.refinement_desk.ports import ContractPolicy, SetService
from domain.pricing.refinement import RefinementPolicy


@frozen
class RefinementUseCases:
    page: Callable[[Visit], ServicesPage]
    set_service: Callable[[Visit, SetService], None]
    policies: Callable[[Visit, UUID], Sequence[ContractPolicy]]
    set_policy: Callable[[Visit, UUID, UUID, RefinementPolicy | None], None]
