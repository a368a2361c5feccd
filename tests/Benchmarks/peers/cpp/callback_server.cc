// The benchmark's service by C++ gRPC's callback server. Usage: callback_server PORT
#include <iostream>

#include "service.h"

class Writer final : public grpc::ServerWriteReactor<bench::Reading> {
 public:
  explicit Writer(const bench::ListenReadingsRequest* request) : request_(request) { Next(); }

  void OnWriteDone(bool ok) override { ok ? Next() : Finish(grpc::Status::CANCELLED); }

  void OnDone() override { delete this; }

 private:
  void Next() {
    if (sent_ == request_->count()) {
      ++calls;
      Finish(grpc::Status::OK);
      return;
    }
    Fill(request_->name(), 1000000 + sent_++, &reading_);
    ++readings;
    StartWrite(&reading_);
  }

  const bench::ListenReadingsRequest* request_;
  bench::Reading reading_;
  int sent_ = 0;
};

class Reader final : public grpc::ServerReadReactor<bench::Reading> {
 public:
  explicit Reader(bench::PushReadingsResponse* response) : response_(response) { StartRead(&reading_); }

  void OnReadDone(bool ok) override {
    if (ok) {
      ++count_;
      StartRead(&reading_);
      return;
    }
    response_->set_count(count_);
    readings += count_;
    ++calls;
    Finish(grpc::Status::OK);
  }

  void OnDone() override { delete this; }

 private:
  bench::PushReadingsResponse* response_;
  bench::Reading reading_;
  long count_ = 0;
};

class BenchService final : public bench::Bench::CallbackService {
  grpc::ServerUnaryReactor* EchoReadings(
      grpc::CallbackServerContext* context, const bench::EchoReadingsRequest* request, bench::EchoReadingsResponse* response) override {
    Echo(*request, response);
    return Ok(context);
  }

  grpc::ServerUnaryReactor* GetReading(
      grpc::CallbackServerContext* context, const bench::GetReadingRequest* request, bench::Reading* response) override {
    Get(*request, response);
    return Ok(context);
  }

  grpc::ServerWriteReactor<bench::Reading>* ListenReadings(
      grpc::CallbackServerContext*, const bench::ListenReadingsRequest* request) override {
    return new Writer(request);
  }

  grpc::ServerReadReactor<bench::Reading>* PushReadings(grpc::CallbackServerContext*, bench::PushReadingsResponse* response) override {
    return new Reader(response);
  }

  grpc::ServerUnaryReactor* GetStats(grpc::CallbackServerContext* context, const bench::GetStatsRequest*, bench::Stats* response) override {
    Stats(response);
    return Ok(context);
  }

  static grpc::ServerUnaryReactor* Ok(grpc::CallbackServerContext* context) {
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
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
