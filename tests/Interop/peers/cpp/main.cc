// The official C++ gRPC as peer: "peer server [--option=n]" or "peer client HOST:PORT [--option=n]".
#include <cstdlib>
#include <iostream>

#include "common.h"

int main(int argc, char** argv) {
  // Between two commands no thread waits on the connection: the library then looks for answered pings only so often (default 5 s).
  setenv("GRPC_CLIENT_CHANNEL_BACKUP_POLL_INTERVAL_MS", "100", 0);
  const std::string role = argc > 1 ? argv[1] : "";
  if (role == "server") return run_server(argc, argv);
  if (role == "client" && argc > 2) return run_client(argc, argv);
  std::cerr << "usage: peer server | peer client HOST:PORT\n";
  return 2;
}
