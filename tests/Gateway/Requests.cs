using FactoryTwin.Contracts;
using FactoryTwin.Gateway.V1;
using Google.Protobuf;

namespace FactoryTwin.Gateway.Tests;

/// <summary>Announcements of services with contracts of the suite.</summary>
internal static class Requests
{
    public static RegisterServiceRequest Of(string service, string contract, string address = "http://127.0.0.1:1") => new()
    {
        Service = service,
        Version = "1",
        Owner = "Energy team",
        Address = address,
        FileDescriptorSet = ContractSet.Of([contract]).ToByteString(),
        Interfaces = { contract },
    };
}
