"""What the regions of clients are made of."""

from adapters.postgres.client_regions import PostgresClientRegions
from application.client_region.set_region import ClientRegionQuery, SetClientRegion
from entrypoints.bootstrap.parts import Parts
from entrypoints.workplace.client_region import ClientRegionUseCases


def client_region_use_cases(parts: Parts) -> ClientRegionUseCases:
    regions = PostgresClientRegions(parts.database)
    return ClientRegionUseCases(ClientRegionQuery(regions), SetClientRegion(regions))
