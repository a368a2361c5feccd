// What both C++ servers do for a call.
#pragma once
#include <atomic>
#include <grpcpp/grpcpp.h>

#include "bench.grpc.pb.h"

namespace bench = factorytwin::bench::v1;

inline std::atomic<long> calls{0};
inline std::atomic<long> readings{0};

inline void Fill(const std::string& name, long sequence, bench::Reading* reading) {
  reading->set_name(name);
  reading->mutable_event_time()->set_seconds(1767225600);
  reading->mutable_event_time()->set_nanos(250000000);
  reading->set_value(42.5);
  reading->set_unit("kPa");
  reading->set_quality(1);
  reading->set_sequence(sequence);
}

inline void Echo(const bench::EchoReadingsRequest& request, bench::EchoReadingsResponse* response) {
  response->set_sequence(request.sequence());
  for (const auto& reading : request.readings()) *response->add_readings() = reading;
  readings += request.readings_size();
  ++calls;
}

inline void Get(const bench::GetReadingRequest& request, bench::Reading* response) {
  Fill(request.name(), request.sequence(), response);
  ++readings;
  ++calls;
}

inline void Stats(bench::Stats* response) {
  response->set_calls(calls);
  response->set_readings(readings);
}
