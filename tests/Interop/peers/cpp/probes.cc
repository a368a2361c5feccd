// Calls by which the tests look at wire behaviour beyond the interop cases. Each answers with the status that it got.
#include "client.h"

namespace interop {
namespace {
using Arguments = const std::vector<std::string>&;

std::string from_hex(const std::string& hex) {
  std::string text;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) text += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return text;
}

// The stream that "stream_open" leaves for the commands after it.
std::unique_ptr<ClientContext> open_context;
std::unique_ptr<grpc::ClientReaderWriter<StreamingOutputCallRequest, StreamingOutputCallResponse>> open_stream;

std::string result(const Status& status, const ClientContext& context) {
  std::string members = "\"code\":" + std::to_string(status.error_code()) + ",\"message\":" + quoted(status.error_message()) + ",\"trailers\":{";
  std::string separator;
  for (const auto& [key, value] : context.GetServerTrailingMetadata()) {
    members += separator + quoted(std::string(key.data(), key.size())) + ":" + quoted(std::string(value.data(), value.size()));
    separator = ",";
  }
  return members + "}";
}

// unary REQUEST_BYTES RESPONSE_BYTES [header value] [timeout-ms n] [compress gzip|deflate] [header-bytes n]
std::string unary(Peer& peer, Arguments arguments) {
  ClientContext context;
  set_deadline(context);
  for (size_t i = 2; i + 1 < arguments.size(); i += 2) {
    const auto& name = arguments[i];
    const auto& value = arguments[i + 1];
    if (name == "timeout-ms") set_deadline(context, std::chrono::milliseconds(std::stoi(value)));
    else if (name == "compress") context.set_compression_algorithm(value == "gzip" ? GRPC_COMPRESS_GZIP : GRPC_COMPRESS_DEFLATE);
    else if (name == "header-bytes") context.AddMetadata("x-huge", std::string(std::stoul(value), 'x'));
    else context.AddMetadata(name, value);
  }
  SimpleRequest request;
  request.mutable_payload()->set_body(zeros(std::stoi(arguments.at(0))));
  request.set_response_size(std::stoi(arguments.at(1)));
  SimpleResponse response;
  const auto status = peer.stub->UnaryCall(&context, request, &response);
  if (status.ok()) check_body(response.payload(), request.response_size());
  return result(status, context);
}

// status MESSAGE, the message's UTF-8 in hexadecimal: has the server end a call with it.
std::string status(Peer& peer, Arguments arguments) {
  ClientContext context;
  set_deadline(context);
  SimpleRequest request;
  request.mutable_response_status()->set_code(StatusCode::UNKNOWN);
  request.mutable_response_status()->set_message(from_hex(arguments.at(0)));
  SimpleResponse response;
  const auto got = peer.stub->UnaryCall(&context, request, &response);
  return result(got, context);
}

std::string stream_open(Peer& peer, Arguments) {
  open_context = std::make_unique<ClientContext>();
  set_deadline(*open_context, std::chrono::seconds(60));
  open_stream = peer.stub->FullDuplexCall(open_context.get());
  return "";
}

std::string stream_echo(Peer&, Arguments) {
  StreamingOutputCallRequest request;
  request.add_response_parameters()->set_size(10);
  check(open_stream->Write(request), "the write failed");
  StreamingOutputCallResponse response;
  check(open_stream->Read(&response), "no response");
  check_body(response.payload(), 10);
  return "";
}

// Half-closes and reads the end; without the half-close where the argument "wait" is given.
std::string stream_end(Peer&, Arguments arguments) {
  if (arguments.empty()) open_stream->WritesDone();
  StreamingOutputCallResponse response;
  check(!open_stream->Read(&response), "a response came");
  return result(open_stream->Finish(), *open_context);
}
}  // namespace

void add_probes(std::map<std::string, Command>& commands) {
  commands["unary"] = unary;
  commands["status"] = status;
  commands["stream_open"] = stream_open;
  commands["stream_echo"] = stream_echo;
  commands["stream_end"] = stream_end;
}
}  // namespace interop
