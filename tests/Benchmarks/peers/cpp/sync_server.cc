// The benchmark's service by C++ gRPC's synchronous server. Usage: sync_server PORT
#include <iostream>

#include "service.h"

class BenchService final : public bench::Bench::Service {
  grpc::Status EchoReadings(grpc::ServerContext*, const bench::EchoReadingsRequest* request, bench::EchoReadingsResponse* response) override {
    Echo(*request, response);
    return grpc::Status::OK;
  }

  grpc::Status GetReading(grpc::ServerContext*, const bench::GetReadingRequest* request, bench::Reading* response) override {
    Get(*request, response);
    return grpc::Status::OK;
  }

  grpc::Status ListenReadings(
      grpc::ServerContext*, const bench::ListenReadingsRequest* request, grpc::ServerWriter<bench::Reading>* writer) override {
    for (int i = 0; i < request->count(); ++i) {
      bench::Reading reading;
      Fill(request->name(), 1000000 + i, &reading);
      if (!writer->Write(reading)) return grpc::Status::CANCELLED;
      ++readings;
    }
    ++calls;
    return grpc::Status::OK;
  }

  grpc::Status PushReadings(
      grpc::ServerContext*, grpc::ServerReader<bench::Reading>* reader, bench::PushReadingsResponse* response) override {
    bench::Reading reading;
    long count = 0;
    while (reader->Read(&reading)) ++count;
    response->set_count(count);
    readings += count;
    ++calls;
    return grpc::Status::OK;
  }

  grpc::Status GetStats(grpc::ServerContext*, const bench::GetStatsRequest*, bench::Stats* response) override {
    Stats(response);
    return grpc::Status::OK;
  }
};

int main(int, char** arguments) {
  BenchService service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(std::string("127.0.0.1:") + arguments[1], grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  auto server = builder.BuildAndStart();
  if (!server) return 1;
  std::cout << "READY" << std::endl;
  server->Wait();
}
