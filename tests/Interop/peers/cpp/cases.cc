// The interop cases with one request and one response.
#include "client.h"

namespace interop {
namespace {
using Arguments = const std::vector<std::string>&;

std::string empty_unary(Peer& peer, Arguments) {
  ClientContext context;
  set_deadline(context);
  Empty response;
  check_ok(peer.stub->EmptyCall(&context, Empty(), &response));
  return "";
}

// The argument is the caching proxy's address.
std::string cacheable_unary(Peer&, Arguments arguments) {
  Peer proxy = connect(arguments.at(0));
  SimpleRequest request;
  request.mutable_payload()->set_body(std::to_string(std::chrono::system_clock::now().time_since_epoch().count()));
  SimpleResponse responses[2];
  for (auto& response : responses) {
    ClientContext context;
    set_deadline(context);
    context.AddMetadata("x-user-ip", "1.2.3.4");
    check_ok(proxy.stub->CacheableUnaryCall(&context, request, &response));
  }
  check(!responses[0].payload().body().empty(), "no payload");
  check(responses[0].payload().body() == responses[1].payload().body(), "the second response is another one");
  return "";
}

void large(Peer& peer) {
  ClientContext context;
  set_deadline(context);
  SimpleResponse response;
  check_ok(peer.stub->UnaryCall(&context, large_request(), &response));
  check_body(response.payload(), kResponseSize);
}

std::string large_unary(Peer& peer, Arguments) {
  large(peer);
  return "";
}

Status unary(Peer& peer, bool compress, bool expected) {
  ClientContext context;
  set_deadline(context);
  if (compress) context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  auto request = large_request();
  request.mutable_expect_compressed()->set_value(expected);
  SimpleResponse response;
  auto status = peer.stub->UnaryCall(&context, request, &response);
  if (status.ok()) check_body(response.payload(), kResponseSize);
  return status;
}

std::string client_compressed_unary(Peer& peer, Arguments) {
  check_code(unary(peer, false, true), StatusCode::INVALID_ARGUMENT);
  check_ok(unary(peer, true, true));
  check_ok(unary(peer, false, false));
  return "";
}

std::string server_compressed_unary(Peer& peer, Arguments) {
  for (const bool wanted : {true, false}) {
    ClientContext context;
    set_deadline(context);
    auto request = large_request();
    request.mutable_response_compressed()->set_value(wanted);
    SimpleResponse response;
    check_ok(peer.stub->UnaryCall(&context, request, &response));
    check(compressed(context) == wanted, wanted ? "the response is not compressed" : "the response is compressed");
    check_body(response.payload(), kResponseSize);
  }
  return "";
}

std::string unimplemented_method(Peer& peer, Arguments) {
  ClientContext context;
  set_deadline(context);
  Empty response;
  check_code(peer.stub->UnimplementedCall(&context, Empty(), &response), StatusCode::UNIMPLEMENTED);
  return "";
}

std::string unimplemented_service(Peer& peer, Arguments) {
  const auto stub = UnimplementedService::NewStub(peer.channel);
  ClientContext context;
  set_deadline(context);
  Empty response;
  check_code(stub->UnimplementedCall(&context, Empty(), &response), StatusCode::UNIMPLEMENTED);
  return "";
}

// The argument is the number of iterations.
std::string rpc_soak(Peer& peer, Arguments arguments) {
  for (int i = std::stoi(arguments.at(0)); i > 0; i--) large(peer);
  return "";
}
}  // namespace

void add_cases(std::map<std::string, Command>& commands) {
  commands["empty_unary"] = empty_unary;
  commands["cacheable_unary"] = cacheable_unary;
  commands["large_unary"] = large_unary;
  commands["client_compressed_unary"] = client_compressed_unary;
  commands["server_compressed_unary"] = server_compressed_unary;
  commands["unimplemented_method"] = unimplemented_method;
  commands["unimplemented_service"] = unimplemented_service;
  commands["rpc_soak"] = rpc_soak;
}
}  // namespace interop
