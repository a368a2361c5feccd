// The interop cases with streams, and those that run both unary and as a stream.
#include "client.h"

namespace interop {
namespace {
using Arguments = const std::vector<std::string>&;

const int kRequestSizes[] = {27182, 8, 1828, 45904};
const int kResponseSizes[] = {31415, 9, 2653, 58979};
const char* const kSpecialMessage = "\t\ntest with whitespace\r\nand Unicode BMP \xe2\x98\xba and non-BMP \xf0\x9f\x98\x88\t\n";

StreamingOutputCallRequest asking(int response_size, int request_size) {
  StreamingOutputCallRequest request;
  request.add_response_parameters()->set_size(response_size);
  request.mutable_payload()->set_body(zeros(request_size));
  return request;
}

std::string client_streaming(Peer& peer, Arguments) {
  ClientContext context;
  set_deadline(context);
  StreamingInputCallResponse response;
  auto writer = peer.stub->StreamingInputCall(&context, &response);
  for (const int size : kRequestSizes) {
    StreamingInputCallRequest request;
    request.mutable_payload()->set_body(zeros(size));
    check(writer->Write(request), "a write failed");
  }
  writer->WritesDone();
  check_ok(writer->Finish());
  check(response.aggregated_payload_size() == 74922, "aggregated " + std::to_string(response.aggregated_payload_size()));
  return "";
}

std::string client_compressed_streaming(Peer& peer, Arguments) {
  StreamingInputCallRequest expected, plain;
  expected.mutable_expect_compressed()->set_value(true);
  expected.mutable_payload()->set_body(zeros(27182));
  plain.mutable_expect_compressed()->set_value(false);
  plain.mutable_payload()->set_body(zeros(45904));
  const auto uncompressed = grpc::WriteOptions().set_no_compression();
  {
    ClientContext context;
    set_deadline(context);
    context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    StreamingInputCallResponse response;
    auto writer = peer.stub->StreamingInputCall(&context, &response);
    writer->Write(expected, uncompressed);
    writer->WritesDone();
    check_code(writer->Finish(), StatusCode::INVALID_ARGUMENT);
  }
  ClientContext context;
  set_deadline(context);
  context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  StreamingInputCallResponse response;
  auto writer = peer.stub->StreamingInputCall(&context, &response);
  check(writer->Write(expected), "the first write failed");
  check(writer->Write(plain, uncompressed), "the second write failed");
  writer->WritesDone();
  check_ok(writer->Finish());
  check(response.aggregated_payload_size() == 73086, "aggregated " + std::to_string(response.aggregated_payload_size()));
  return "";
}

std::string server_streaming(Peer& peer, Arguments) {
  ClientContext context;
  set_deadline(context);
  StreamingOutputCallRequest request;
  for (const int size : kResponseSizes) request.add_response_parameters()->set_size(size);
  auto reader = peer.stub->StreamingOutputCall(&context, request);
  StreamingOutputCallResponse response;
  for (const int size : kResponseSizes) {
    check(reader->Read(&response), "too few responses");
    check_body(response.payload(), size);
  }
  check(!reader->Read(&response), "too many responses");
  check_ok(reader->Finish());
  return "";
}

std::string server_compressed_streaming(Peer& peer, Arguments) {
  ClientContext context;
  set_deadline(context);
  StreamingOutputCallRequest request;
  const std::pair<int, bool> wanted[] = {{31415, true}, {92653, false}};
  for (const auto& [size, compress] : wanted) {
    auto* parameters = request.add_response_parameters();
    parameters->set_size(size);
    parameters->mutable_compressed()->set_value(compress);
  }
  auto reader = peer.stub->StreamingOutputCall(&context, request);
  StreamingOutputCallResponse response;
  for (const auto& [size, compress] : wanted) {
    check(reader->Read(&response), "too few responses");
    check(compressed(context) == compress, compress ? "a response is not compressed" : "a response is compressed");
    check_body(response.payload(), size);
  }
  check(!reader->Read(&response), "too many responses");
  check_ok(reader->Finish());
  return "";
}

std::string ping_pong(Peer& peer, Arguments) {
  ClientContext context;
  set_deadline(context);
  auto stream = peer.stub->FullDuplexCall(&context);
  StreamingOutputCallResponse response;
  for (int i = 0; i < 4; i++) {
    check(stream->Write(asking(kResponseSizes[i], kRequestSizes[i])), "a write failed");
    check(stream->Read(&response), "no response");
    check_body(response.payload(), kResponseSizes[i]);
  }
  stream->WritesDone();
  check(!stream->Read(&response), "too many responses");
  check_ok(stream->Finish());
  return "";
}

std::string empty_stream(Peer& peer, Arguments) {
  ClientContext context;
  set_deadline(context);
  auto stream = peer.stub->FullDuplexCall(&context);
  stream->WritesDone();
  StreamingOutputCallResponse response;
  check(!stream->Read(&response), "a response came");
  check_ok(stream->Finish());
  return "";
}

void add_custom_metadata(ClientContext& context) {
  context.AddMetadata(kEchoInitial, "test_initial_metadata_value");
  context.AddMetadata(kEchoTrailing, "\xab\xab\xab");
}

void check_custom_metadata(const ClientContext& context) {
  const auto initial = context.GetServerInitialMetadata().find(kEchoInitial);
  check(initial != context.GetServerInitialMetadata().end() && initial->second == "test_initial_metadata_value", "the initial metadata did not come back");
  const auto trailing = context.GetServerTrailingMetadata().find(kEchoTrailing);
  check(trailing != context.GetServerTrailingMetadata().end() && trailing->second == "\xab\xab\xab", "the trailing metadata did not come back");
}

std::string custom_metadata(Peer& peer, Arguments) {
  ClientContext unary;
  set_deadline(unary);
  add_custom_metadata(unary);
  SimpleResponse response;
  check_ok(peer.stub->UnaryCall(&unary, large_request(), &response));
  check_custom_metadata(unary);

  ClientContext duplex;
  set_deadline(duplex);
  add_custom_metadata(duplex);
  auto stream = peer.stub->FullDuplexCall(&duplex);
  check(stream->Write(asking(kResponseSize, kRequestSize)), "the write failed");
  stream->WritesDone();
  StreamingOutputCallResponse streamed;
  check(stream->Read(&streamed), "no response");
  check_body(streamed.payload(), kResponseSize);
  check(!stream->Read(&streamed), "too many responses");
  check_ok(stream->Finish());
  check_custom_metadata(duplex);
  return "";
}

void check_status(const Status& status, const std::string& message) {
  check_code(status, StatusCode::UNKNOWN);
  check(status.error_message() == message, "message '" + status.error_message() + "'");
}

Status unary_status(Peer& peer, const std::string& message) {
  ClientContext context;
  set_deadline(context);
  SimpleRequest request;
  request.mutable_response_status()->set_code(StatusCode::UNKNOWN);
  request.mutable_response_status()->set_message(message);
  SimpleResponse response;
  return peer.stub->UnaryCall(&context, request, &response);
}

std::string status_code_and_message(Peer& peer, Arguments) {
  check_status(unary_status(peer, "test status message"), "test status message");
  ClientContext context;
  set_deadline(context);
  auto stream = peer.stub->FullDuplexCall(&context);
  StreamingOutputCallRequest request;
  request.mutable_response_status()->set_code(StatusCode::UNKNOWN);
  request.mutable_response_status()->set_message("test status message");
  stream->Write(request);
  stream->WritesDone();
  StreamingOutputCallResponse response;
  check(!stream->Read(&response), "a response came");
  check_status(stream->Finish(), "test status message");
  return "";
}

std::string special_status_message(Peer& peer, Arguments) {
  check_status(unary_status(peer, kSpecialMessage), kSpecialMessage);
  return "";
}

std::string cancel_after_begin(Peer& peer, Arguments) {
  ClientContext context;
  set_deadline(context);
  StreamingInputCallResponse response;
  auto writer = peer.stub->StreamingInputCall(&context, &response);
  context.TryCancel();
  check_code(writer->Finish(), StatusCode::CANCELLED);
  return "";
}

std::string cancel_after_first_response(Peer& peer, Arguments) {
  ClientContext context;
  set_deadline(context);
  auto stream = peer.stub->FullDuplexCall(&context);
  check(stream->Write(asking(31415, 27182)), "the write failed");
  StreamingOutputCallResponse response;
  check(stream->Read(&response), "no response");
  check_body(response.payload(), 31415);
  context.TryCancel();
  check(!stream->Read(&response), "a response came after the cancellation");
  check_code(stream->Finish(), StatusCode::CANCELLED);
  return "";
}

std::string timeout_on_sleeping_server(Peer& peer, Arguments) {
  ClientContext context;
  set_deadline(context, std::chrono::milliseconds(1));
  auto stream = peer.stub->FullDuplexCall(&context);
  StreamingOutputCallRequest request;
  request.mutable_payload()->set_body(zeros(27182));
  stream->Write(request);
  StreamingOutputCallResponse response;
  check(!stream->Read(&response), "a response came");
  check_code(stream->Finish(), StatusCode::DEADLINE_EXCEEDED);
  return "";
}
}  // namespace

void add_stream_cases(std::map<std::string, Command>& commands) {
  commands["client_streaming"] = client_streaming;
  commands["client_compressed_streaming"] = client_compressed_streaming;
  commands["server_streaming"] = server_streaming;
  commands["server_compressed_streaming"] = server_compressed_streaming;
  commands["ping_pong"] = ping_pong;
  commands["empty_stream"] = empty_stream;
  commands["custom_metadata"] = custom_metadata;
  commands["status_code_and_message"] = status_code_and_message;
  commands["special_status_message"] = special_status_message;
  commands["cancel_after_begin"] = cancel_after_begin;
  commands["cancel_after_first_response"] = cancel_after_first_response;
  commands["timeout_on_sleeping_server"] = timeout_on_sleeping_server;
}
}  // namespace interop
