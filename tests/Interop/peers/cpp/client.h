// The client's channel and what its cases assert with.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common.h"
#include "grpc/testing/test.grpc.pb.h"

namespace interop {
using namespace grpc::testing;
using grpc::ClientContext;
using grpc::Status;
using grpc::StatusCode;

constexpr int kRequestSize = 271828;
constexpr int kResponseSize = 314159;

struct Peer {
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<TestService::Stub> stub;
};

// Runs one command: its words after the name; gives JSON members to add to the answer, or throws.
using Command = std::function<std::string(Peer&, const std::vector<std::string>&)>;

Peer connect(const std::string& target);
void add_cases(std::map<std::string, Command>& commands);
void add_stream_cases(std::map<std::string, Command>& commands);
void add_probes(std::map<std::string, Command>& commands);

inline void check(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
}

inline void check_ok(const Status& status) {
  check(status.ok(), "status " + std::to_string(status.error_code()) + ": " + status.error_message());
}

inline void check_code(const Status& status, StatusCode code) {
  check(status.error_code() == code, "status " + std::to_string(status.error_code()) + " instead of " + std::to_string(code) + ": " + status.error_message());
}

inline void set_deadline(ClientContext& context, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
  context.set_deadline(std::chrono::system_clock::now() + limit);
}

inline std::string zeros(int size) { return std::string(static_cast<size_t>(size), '\0'); }

inline SimpleRequest large_request() {
  SimpleRequest request;
  request.set_response_size(kResponseSize);
  request.mutable_payload()->set_body(zeros(kRequestSize));
  return request;
}

inline void check_body(const Payload& payload, int size) {
  check(payload.body() == zeros(size), "payload of " + std::to_string(payload.body().size()) + " bytes instead of " + std::to_string(size) + " zeros");
}

bool compressed(const ClientContext& context);
std::string quoted(const std::string& text);
}  // namespace interop
