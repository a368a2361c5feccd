// The interop TestService on the official C++ server. Prints "PORT n"; ends with its standard input, and drains at the line "drain".
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <iostream>
#include <thread>

#include "common.h"
#include "grpc/testing/test.grpc.pb.h"

namespace grpc::testing {
// The name that ServerContext has as friend.
class InteropServerContextInspector {
 public:
  static bool compressed(const ServerContext& context) {
    return compressed_by(grpc_call_test_only_get_message_flags(context.call_.call));
  }
};
}  // namespace grpc::testing

namespace {
using namespace grpc::testing;
using grpc::ServerContext;
using grpc::Status;
using grpc::StatusCode;

std::string now_in_nanoseconds() { return std::to_string(std::chrono::system_clock::now().time_since_epoch().count()); }

void fill(Payload* payload, int size) { payload->set_body(std::string(static_cast<size_t>(size), '\0')); }

class Service final : public TestService::Service {
 public:
  Status EmptyCall(ServerContext* context, const Empty*, Empty*) override {
    echo_metadata(context);
    return Status::OK;
  }

  Status UnaryCall(ServerContext* context, const SimpleRequest* request, SimpleResponse* response) override {
    echo_metadata(context);
    if (!as_expected(*context, *request)) return unexpected_compression();
    if (request->response_compressed().value()) context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
    if (request->has_response_status()) return status_of(request->response_status());
    fill(response->mutable_payload(), request->response_size());
    return Status::OK;
  }

  Status CacheableUnaryCall(ServerContext* context, const SimpleRequest*, SimpleResponse* response) override {
    context->AddInitialMetadata("cache-control", "max-age=60, public");
    response->mutable_payload()->set_body(now_in_nanoseconds());
    return Status::OK;
  }

  Status StreamingOutputCall(
      ServerContext* context, const StreamingOutputCallRequest* request, grpc::ServerWriter<StreamingOutputCallResponse>* writer) override {
    for (const auto& parameters : request->response_parameters()) {
      if (parameters.compressed().value()) context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
    }
    for (const auto& parameters : request->response_parameters()) answer(parameters, writer);
    return request->has_response_status() ? status_of(request->response_status()) : Status::OK;
  }

  Status StreamingInputCall(
      ServerContext* context, grpc::ServerReader<StreamingInputCallRequest>* reader, StreamingInputCallResponse* response) override {
    StreamingInputCallRequest request;
    int sum = 0;
    while (reader->Read(&request)) {
      if (!as_expected(*context, request)) return unexpected_compression();
      sum += static_cast<int>(request.payload().body().size());
    }
    response->set_aggregated_payload_size(sum);
    return Status::OK;
  }

  Status FullDuplexCall(
      ServerContext* context, grpc::ServerReaderWriter<StreamingOutputCallResponse, StreamingOutputCallRequest>* stream) override {
    echo_metadata(context);
    StreamingOutputCallRequest request;
    while (stream->Read(&request)) {
      if (request.has_response_status()) return status_of(request.response_status());
      for (const auto& parameters : request.response_parameters()) answer(parameters, stream);
    }
    return Status::OK;
  }

  Status HalfDuplexCall(
      ServerContext*, grpc::ServerReaderWriter<StreamingOutputCallResponse, StreamingOutputCallRequest>* stream) override {
    std::vector<StreamingOutputCallRequest> requests;
    StreamingOutputCallRequest request;
    while (stream->Read(&request)) requests.push_back(request);
    for (const auto& one : requests) {
      for (const auto& parameters : one.response_parameters()) answer(parameters, stream);
    }
    return Status::OK;
  }

 private:
  template <typename Request>
  static bool as_expected(const ServerContext& context, const Request& request) {
    return !request.has_expect_compressed() || request.expect_compressed().value() == InteropServerContextInspector::compressed(context);
  }

  static Status unexpected_compression() { return Status(StatusCode::INVALID_ARGUMENT, "The message's compression is not as announced."); }

  static Status status_of(const EchoStatus& echo) { return Status(static_cast<StatusCode>(echo.code()), echo.message()); }

  template <typename Writer>
  static void answer(const ResponseParameters& parameters, Writer* writer) {
    if (parameters.interval_us() > 0) std::this_thread::sleep_for(std::chrono::microseconds(parameters.interval_us()));
    StreamingOutputCallResponse response;
    fill(response.mutable_payload(), parameters.size());
    grpc::WriteOptions options;
    if (!parameters.compressed().value()) options.set_no_compression();
    writer->Write(response, options);
  }

  // Beside what the contract wants, "x-seen-" trailers tell what the server saw of the call.
  static void echo_metadata(ServerContext* context) {
    for (const auto& [key, value] : context->client_metadata()) {
      const std::string text(value.data(), value.size());
      if (key == kEchoInitial) context->AddInitialMetadata(kEchoInitial, text);
      if (key == kEchoTrailing) context->AddTrailingMetadata(kEchoTrailing, text);
      if (key == "traceparent") context->AddTrailingMetadata("x-seen-traceparent", text);
    }
    const auto left = context->deadline() - std::chrono::system_clock::now();
    if (left < std::chrono::hours(24))
      context->AddTrailingMetadata("x-seen-timeout-ms", std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(left).count()));
  }
};

std::shared_ptr<grpc::ServerCredentials> credentials(int argc, char** argv) {
  const auto folder = text_option(argc, argv, "tls");
  if (folder.empty()) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions options(
      option(argc, argv, "mutual") ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  options.pem_root_certs = content(folder + "/ca.pem");
  options.pem_key_cert_pairs.push_back({content(folder + "/server.key"), content(folder + "/server.pem")});
  return grpc::SslServerCredentials(options);
}
}  // namespace

int run_server(int argc, char** argv) {
  Service service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", credentials(argc, argv), &port);
  builder.RegisterService(&service);
  if (const long interval = option(argc, argv, "min-ping-ms")) {
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, static_cast<int>(interval));
  }
  if (const long interval = option(argc, argv, "keepalive-ms")) {
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, static_cast<int>(interval));
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  }
  auto server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  std::cout << "PORT " << port << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    // Shutdown sends GOAWAY at once and waits for the running calls.
    if (line == "drain") std::thread([&] { server->Shutdown(); std::cout << "DRAINED" << std::endl; }).detach();
  }
  server->Shutdown(std::chrono::system_clock::now());
  std::quick_exit(0);
}
