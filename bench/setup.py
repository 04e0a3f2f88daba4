"""A database with every peer's tables in it."""
import subprocess
from pathlib import Path

import tokens

HERE = Path(__file__).parent
SQL_PEERS = ("plain", "bare", "plpgsql", "todo")  # in the order of their making


def set_up(signer: tokens.Signer) -> None:
    variables = {"floor": HERE / "bench_floor.so", "keys": signer.key_set, "issuer": tokens.ISSUER, "audience": tokens.AUDIENCE}

    def psql(database: str, *arguments: str) -> None:
        subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database, "-o", "/dev/null", *arguments,
                        *(f"--set={name}={value}" for name, value in variables.items())], check=True)

    psql("postgres", "-c", "CREATE DATABASE bench", "-c", "CREATE ROLE bench_app LOGIN")
    for file in (HERE / "data.sql", *(HERE / f"peers/{name}.sql" for name in SQL_PEERS)):
        psql("bench", "-f", str(file))
    psql("bench", "-c", "VACUUM ANALYZE", "-c", "CHECKPOINT")
