// The official C++ gRPC as peer: "peer server [--option=n]" or "peer client HOST:PORT [--option=n]".
#include <iostream>

#include "common.h"

int main(int argc, char** argv) {
  const std::string role = argc > 1 ? argv[1] : "";
  if (role == "server") return run_server(argc, argv);
  if (role == "client" && argc > 2) return run_client(argc, argv);
  std::cerr << "usage: peer server | peer client HOST:PORT\n";
  return 2;
}
