import statistics

from operations import OPERATIONS

PEERS = ("bare", "plain", "plpgsql", "todo", "orm", "python", "core", "openssl")


def print_all(measured, rounds):
    print("| operation | " + " | ".join(PEERS) + " | ours to plain | to plpgsql |\n|---|" + "---:|" * (len(PEERS) + 2))
    for name, operation in OPERATIONS.items():
        if not any(measured.get((name, peer)) for peer in PEERS):
            continue
        cells = []
        for peer in PEERS:
            of_peer = measured.get((name, peer))
            cells.append(f"{statistics.median(of_peer):.1f} ({min(of_peer):.1f})" if of_peer else "")
        for against in ("plain", "plpgsql"):
            both = [measured.get((name, peer)) for peer in ("todo", against)]
            cells.append(f"{statistics.median(both[0]) / statistics.median(both[1]):.2f}" if all(both) else "")
        print(f"| {operation.what} | " + " | ".join(cells) + " |")
