// Calls a server at a steady pace and prints how long each call took in microseconds.
// A call is due at a time of its own, whatever the server does: arrivals are random (exponential gaps) or even, and latency
// counts from when a call was due, so that a call that has to wait for a free connection or stream has waited. h2load's --rps sends what
// has become due every 10 ms at once on all connections, which measures the burst.
// usage: steady PORT http1|grpc PATH BODY_FILE CONNECTIONS STREAMS CALLS_PER_SECOND CALLS random|even
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <deque>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

int64_t Now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1'000'000'000LL + t.tv_nsec;
}

[[noreturn]] void Fail(const std::string& what) {
  fprintf(stderr, "%s: %s\n", what.c_str(), strerror(errno));
  exit(1);
}

struct Connection {
  int fd = -1;
  // When the calls that run were due, by their stream (HTTP/1.1: always 1).
  std::unordered_map<uint32_t, int64_t> due;
  uint32_t stream = 1;
  uint32_t taken = 0;
  std::string in;
};

std::string Frame(uint8_t type, uint8_t flags, uint32_t stream, const std::string& body) {
  std::string f(9, '\0');
  f[0] = body.size() >> 16, f[1] = body.size() >> 8, f[2] = body.size(), f[3] = type, f[4] = flags;
  for (int i = 0; i < 4; i++) f[5 + i] = stream >> (24 - 8 * i);
  return f + body;
}

// A header that is neither indexed nor packed (RFC 7541, 6.2.2). Shorter than 127 bytes.
std::string Header(const std::string& name, const std::string& value) {
  return std::string(1, '\0') + char(name.size()) + name + char(value.size()) + value;
}

class Client {
 public:
  Client(int port, bool grpc, const std::string& path, const std::string& body) : port_(port), grpc_(grpc) {
    if (grpc) {
      headers_ = Header(":method", "POST") + Header(":scheme", "http") + Header(":path", path) + Header(":authority", "localhost") +
                 Header("content-type", "application/grpc") + Header("te", "trailers");
      body_ = body;
    } else {
      headers_ = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }
  }

  Connection Open() const {
    Connection c;
    c.fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(c.fd, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) Fail("connect");
    int yes = 1;
    setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    fcntl(c.fd, F_SETFL, O_NONBLOCK);
    // No limit on what the server may send.
    if (grpc_) Write(c, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Frame(4, 0, 0, std::string("\0\4\x7f\xff\xff\xff", 6)) + Frame(8, 0, 0, std::string("\x7f\0\0\0", 4)));
    return c;
  }

  void Call(Connection& c, int64_t due) const {
    c.due[c.stream] = due;
    if (!grpc_) return Write(c, headers_);
    Write(c, Frame(1, 4, c.stream, headers_) + Frame(0, 1, c.stream, body_));
    c.stream += 2;
  }

  // Reads what is there and returns the streams that have their whole answer.
  std::vector<uint32_t> Read(Connection& c) const {
    char buffer[16384];
    auto n = recv(c.fd, buffer, sizeof buffer, 0);
    if (n <= 0 && errno != EAGAIN) Fail("the server closed a connection");
    if (n > 0) c.in.append(buffer, n);
    if (grpc_) return ReadHttp2(c);
    if (!ReadHttp1(c)) return {};
    return {1};
  }

 private:
  static void Write(const Connection& c, const std::string& text) {
    if (send(c.fd, text.data(), text.size(), MSG_NOSIGNAL) != ssize_t(text.size())) Fail("send");
  }

  static bool ReadHttp1(Connection& c) {
    auto end = c.in.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    if (c.in.compare(0, 12, "HTTP/1.1 200") != 0) Fail("not 200: " + c.in);
    auto at = strcasestr(c.in.c_str(), "\r\ncontent-length:");
    if (at) {
      if (c.in.size() < end + 4 + strtoul(at + 17, nullptr, 10)) return false;
    } else if (c.in.size() < 5 || c.in.compare(c.in.size() - 5, 5, "0\r\n\r\n") != 0) {
      return false;
    }
    c.in.clear();
    return true;
  }

  static std::vector<uint32_t> ReadHttp2(Connection& c) {
    std::vector<uint32_t> ended;
    while (c.in.size() >= 9) {
      auto b = [&](int i) { return uint32_t(uint8_t(c.in[i])); };
      uint32_t length = b(0) << 16 | b(1) << 8 | b(2);
      if (c.in.size() < 9 + length) break;
      auto type = b(3), flags = b(4);
      if (type == 3 || type == 7) Fail("the server reset a stream or went away");
      if (type == 4 && !(flags & 1)) Write(c, Frame(4, 1, 0, ""));
      if (type == 6 && !(flags & 1)) Write(c, Frame(6, 1, 0, c.in.substr(9, length)));
      if (type == 0) {
        c.taken += length;
        if (c.taken > 1'000'000) {
          std::string room(4, '\0');
          for (int i = 0; i < 4; i++) room[i] = c.taken >> (24 - 8 * i);
          Write(c, Frame(8, 0, 0, room));
          c.taken = 0;
        }
      }
      if (type <= 1 && (flags & 1)) ended.push_back(b(5) << 24 | b(6) << 16 | b(7) << 8 | b(8));
      c.in.erase(0, 9 + length);
    }
    return ended;
  }

  int port_;
  bool grpc_;
  std::string headers_, body_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 10) return fprintf(stderr, "see the head of steady.cc\n"), 2;
  prctl(PR_SET_TIMERSLACK, 1);
  std::ifstream file(argv[4], std::ios::binary);
  std::string body{std::istreambuf_iterator<char>(file), {}};
  Client client(atoi(argv[1]), !strcmp(argv[2], "grpc"), argv[3], body);
  std::vector<Connection> connections;
  for (int i = 0; i < atoi(argv[5]); i++) connections.push_back(client.Open());
  double gap = 1e9 / atof(argv[7]);
  size_t calls = atol(argv[8]);
  bool even = !strcmp(argv[9], "even");

  int poll = epoll_create1(0);
  std::deque<int> free;
  for (int i = 0; i < int(connections.size()); i++) {
    epoll_event e{EPOLLIN, {.u32 = uint32_t(i)}};
    epoll_ctl(poll, EPOLL_CTL_ADD, connections[i].fd, &e);
  }
  for (int k = 0; k < atoi(argv[6]); k++)
    for (int i = 0; i < int(connections.size()); i++) free.push_back(i);
  std::mt19937_64 random(7);
  std::exponential_distribution<double> exponential(1);
  std::vector<int64_t> took;
  took.reserve(calls);
  double next = Now() + 100e6;
  size_t started = 0;
  std::deque<int64_t> waiting;
  while (took.size() < calls) {
    auto now = Now();
    for (; started < calls && next <= now; started++) {
      waiting.push_back(int64_t(next));
      next += even ? gap : gap * exponential(random);
    }
    for (; !waiting.empty() && !free.empty(); waiting.pop_front(), free.pop_front()) {
      client.Call(connections[free.front()], waiting.front());
    }
    auto left = started < calls ? std::max<int64_t>(0, int64_t(next) - Now()) : 1'000'000'000;
    timespec wait{left / 1'000'000'000, left % 1'000'000'000};
    epoll_event events[64];
    int n = epoll_pwait2(poll, events, 64, &wait, nullptr);
    for (int i = 0; i < n; i++) {
      auto& c = connections[events[i].data.u32];
      for (auto stream : client.Read(c)) {
        took.push_back(Now() - c.due.at(stream));
        c.due.erase(stream);
        free.push_back(events[i].data.u32);
      }
    }
  }
  for (auto each : took) printf("%.1f\n", each / 1e3);
}
