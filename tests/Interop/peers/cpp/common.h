// What the peer's server and client share.
#pragma once

#include <grpc/grpc.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

struct grpc_call;
// Exported by libgrpc for the official interop programs, declared in no installed header.
uint32_t grpc_call_test_only_get_message_flags(grpc_call* call);

// GRPC_WRITE_INTERNAL_COMPRESS and GRPC_WRITE_INTERNAL_TEST_ONLY_WAS_COMPRESSED of the library's own headers.
inline bool compressed_by(uint32_t message_flags) { return (message_flags & (0x80000000u | 0x40000000u)) != 0; }

inline const char* const kEchoInitial = "x-grpc-test-echo-initial";
inline const char* const kEchoTrailing = "x-grpc-test-echo-trailing-bin";

// The text of "--name=text" among the arguments, or empty.
inline std::string text_option(int argc, char** argv, const std::string& name) {
  const std::string prefix = "--" + name + "=";
  for (int i = 1; i < argc; i++) {
    const std::string argument = argv[i];
    if (argument.rfind(prefix, 0) == 0) return argument.substr(prefix.size());
  }
  return "";
}

// The number of "--name=number" among the arguments, or zero.
inline long option(int argc, char** argv, const std::string& name) {
  const auto text = text_option(argc, argv, name);
  return text.empty() ? 0 : std::stol(text);
}

// A file's content; "--tls=FOLDER" has ca.pem, server.pem, server.key, client.pem and client.key.
inline std::string content(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

int run_server(int argc, char** argv);
int run_client(int argc, char** argv);
