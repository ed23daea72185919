"""Those who treat: rota, limits, exposure, families, teams sent away."""
