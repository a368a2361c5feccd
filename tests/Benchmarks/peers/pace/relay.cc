// Passes bytes between its own port and a server's, both ways, without a look at them: what any way over a second process costs.
// usage: relay PORT SERVER_PORT
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vector>

namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void Watch(int poll, int fd) {
  int yes = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return fprintf(stderr, "see the head of relay.cc\n"), 2;
  auto own = Loopback(atoi(argv[1])), server = Loopback(atoi(argv[2]));
  int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, reinterpret_cast<sockaddr*>(&own), sizeof own) != 0 || listen(listener, 1024) != 0) return perror("listen"), 1;
  int poll = epoll_create1(0);
  Watch(poll, listener);
  std::vector<int> other(65536, -1);
  for (epoll_event events[64];;) {
    int n = epoll_wait(poll, events, 64, -1);
    for (int i = 0; i < n; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        int in = accept(listener, nullptr, nullptr), out = socket(AF_INET, SOCK_STREAM, 0);
        if (in < 0 || connect(out, reinterpret_cast<sockaddr*>(&server), sizeof server) != 0) return perror("connect"), 1;
        other[in] = out;
        other[out] = in;
        Watch(poll, in);
        Watch(poll, out);
        continue;
      }
      if (other[fd] < 0) continue;
      char buffer[65536];
      auto got = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
      if (got < 0 && errno == EAGAIN) continue;
      if (got > 0 && send(other[fd], buffer, got, MSG_NOSIGNAL) == got) continue;
      close(other[fd]);
      close(fd);
      other[other[fd]] = -1;
      other[fd] = -1;
    }
  }
}
