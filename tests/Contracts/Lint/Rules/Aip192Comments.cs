using FactoryTwin.Rpc.OpenApi;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>Everything is explained: services, RPCs, messages, fields, enums, their values.</summary>
internal sealed class Aip192Comments() : Rule("aip-192-comments")
{
    public override IEnumerable<Fault> Check(Contract contract)
    {
        IEnumerable<IDescriptor> parts =
        [
            .. contract.Files.SelectMany(file => file.Services),
            .. contract.Methods.Select(method => method.Descriptor),
            // A request without a comment is explained by its RPC.
            .. contract.Messages.Where(message => contract.Methods.All(method => method.Input != message && method.Output != message)),
            .. contract.Fields,
            .. contract.Enums,
            // The value 0 means what it says everywhere: not stated.
            .. contract.Enums.SelectMany(type => type.Values).Where(value => value.Number != 0),
        ];
        return parts.Where(part => Comments.Of(part) is null).Select(part => At(part, "has a comment"));
    }
}
