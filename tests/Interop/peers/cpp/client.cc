// Reads commands, one a line; answers each with one line of JSON.
#include "client.h"

#include <iostream>
#include <sstream>

namespace grpc::testing {
// The name that ClientContext has as friend.
class InteropClientContextInspector {
 public:
  static bool compressed(const ClientContext& context) {
    return compressed_by(grpc_call_test_only_get_message_flags(context.call_));
  }
};
}  // namespace grpc::testing

namespace interop {
namespace {
grpc::ChannelArguments channel_arguments;
std::shared_ptr<grpc::ChannelCredentials> channel_credentials = grpc::InsecureChannelCredentials();
}

bool compressed(const ClientContext& context) { return InteropClientContextInspector::compressed(context); }

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) {
      out += c;
    } else {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", c);
      out += escape;
    }
  }
  return out + "\"";
}

Peer connect(const std::string& target) {
  Peer peer;
  peer.channel = grpc::CreateCustomChannel(target, channel_credentials, channel_arguments);
  peer.stub = TestService::NewStub(peer.channel);
  return peer;
}
}  // namespace interop

int run_client(int argc, char** argv) {
  using namespace interop;
  if (const long interval = option(argc, argv, "keepalive-ms")) {
    channel_arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, static_cast<int>(interval));
    channel_arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
    channel_arguments.SetInt(GRPC_ARG_HTTP2_MIN_SENT_PING_INTERVAL_WITHOUT_DATA_MS, static_cast<int>(interval));
  }
  if (const auto folder = text_option(argc, argv, "tls"); !folder.empty()) {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = content(folder + "/ca.pem");
    if (option(argc, argv, "mutual")) {
      options.pem_cert_chain = content(folder + "/client.pem");
      options.pem_private_key = content(folder + "/client.key");
    }
    channel_credentials = grpc::SslCredentials(options);
  }
  std::map<std::string, Command> commands;
  add_cases(commands);
  add_stream_cases(commands);
  add_probes(commands);
  Peer peer = connect(argv[2]);
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    std::vector<std::string> arguments;
    for (std::string word; words >> word;) arguments.push_back(word);
    try {
      const auto command = commands.find(name);
      check(command != commands.end(), "no such command: " + name);
      const std::string more = command->second(peer, arguments);
      std::cout << "{\"ok\":true" << (more.empty() ? "" : ",") << more << "}" << std::endl;
    } catch (const std::exception& e) {
      std::cout << "{\"ok\":false,\"error\":" << quoted(e.what()) << "}" << std::endl;
    }
  }
  std::quick_exit(0);
}
