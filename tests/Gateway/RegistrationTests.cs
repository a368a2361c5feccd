using FactoryTwin.Contracts;
using FactoryTwin.Gateway.Services;
using FactoryTwin.Gateway.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace FactoryTwin.Gateway.Tests;

/// <summary>Every fault of an announcement is named by its field; none gets past, and none is a fault of ours.</summary>
internal sealed class RegistrationTests
{
    private const string Prices = "factorytwin.energy.v1.Prices";

    [TestCase("energy\n", "1", "http://127.0.0.1:1", "service")]
    [TestCase("bad id", "1", "http://127.0.0.1:1", "service")]
    [TestCase("", "1", "http://127.0.0.1:1", "service")]
    [TestCase("energy", "", "http://127.0.0.1:1", "version")]
    [TestCase("energy", "1", "ftp://x", "address")]
    [TestCase("energy", "1", "", "address")]
    [TestCase("energy", "1", "http://user:secret@127.0.0.1:1", "address")]
    [TestCase("energy", "1", "http://127.0.0.1:1/path", "address")]
    public void A_faulty_announcement_is_refused_by_field(string service, string version, string address, string field)
    {
        var request = Requests.Of(service, Prices, address);
        request.Version = version;

        Assert.That(FaultOf(request), Does.StartWith(field + ":"));
    }

    [Test]
    public void Interfaces_that_are_not_there_or_stand_twice_are_named()
    {
        var request = Requests.Of("energy", Prices);
        request.Interfaces.AddRange(["factorytwin.nothing.v1.Here", Prices]);
        Assert.That(FaultOf(request), Is.EqualTo($"interfaces: 'factorytwin.nothing.v1.Here' is not in the descriptor set. interfaces: '{Prices}' stands twice."));

        request.Interfaces.Clear();
        Assert.That(FaultOf(request), Does.StartWith("interfaces: must name"));
    }

    [Test]
    public void What_is_no_descriptor_set_is_refused()
    {
        var request = Requests.Of("energy", Prices);
        request.FileDescriptorSet = ByteString.CopyFromUtf8("nonsense");
        Assert.That(FaultOf(request), Does.StartWith("file_descriptor_set: is no google.protobuf.FileDescriptorSet"));

        request.FileDescriptorSet = ByteString.Empty;
        Assert.That(FaultOf(request), Does.StartWith("file_descriptor_set: must be"));

        request.FileDescriptorSet = UnsafeByteOperations.UnsafeWrap(new byte[ContractReader.MaxSetBytes + 1]);
        Assert.That(FaultOf(request), Does.StartWith("file_descriptor_set: must be"));
    }

    [Test]
    public void A_missing_import_is_named_with_the_file_that_wants_it()
    {
        Assert.That(FaultOf(With(set => set.File.Remove(set.File.Single(file => file.Name == "google/api/annotations.proto")))),
            Is.EqualTo("file_descriptor_set: lacks 'google/api/annotations.proto', which 'factorytwin/energy/v1/prices.proto' imports; "
                + "make it with all imports (protoc --include_imports)."));
    }

    [Test]
    public void Two_files_of_one_name_and_rings_of_imports_are_refused()
    {
        Assert.That(FaultOf(With(set => set.File.Add(new FileDescriptorProto { Name = set.File[0].Name, Package = "other" }))),
            Does.StartWith("file_descriptor_set: has two different files"));
        Assert.That(FaultOf(With(set => set.File[0].Dependency.Add(set.File[^1].Name))), Does.StartWith("file_descriptor_set: has files that import each other"));
    }

    [Test]
    public void The_order_of_the_files_and_equal_repeats_do_not_matter()
    {
        var request = With(set =>
        {
            FileDescriptorProto[] reversed = [.. set.File.Reverse(), set.File[0].Clone()];
            set.File.Clear();
            set.File.Add(reversed);
        });

        Assert.That(RegistrationReader.Read(request, new ContractReader()).Contract.Routes, Is.Not.Empty);
    }

    [TestCase("/{name=**}", "must begin with a literal segment")]
    [TestCase("/v1/{nothing}", "'nothing'")]
    [TestCase("v1/x", "is expected")]
    public void A_rule_that_cannot_be_a_route_is_named_with_its_method(string path, string fault)
    {
        var request = With(set => Method(set, "GetPriceSeries").SetExtension(Google.Api.AnnotationsExtensions.Http, new Google.Api.HttpRule { Get = path }));

        Assert.That(FaultOf(request), Does.StartWith("file_descriptor_set:").And.Contain("GetPriceSeries").And.Contain(fault));
    }

    [Test]
    public void One_service_with_one_route_twice_is_refused()
    {
        var request = With(set => Method(set, "GetPriceSeries").SetExtension(Google.Api.AnnotationsExtensions.Http, new Google.Api.HttpRule { Get = "/v1/priceSeries" }));

        Assert.That(FaultOf(request), Does.Contain("GET /v1/priceSeries").And.Contain("ListPriceSeries").And.Contain("GetPriceSeries"));
    }

    [Test]
    public void Sets_with_bytes_changed_at_random_are_refused_or_taken_and_nothing_else([Range(0, 19)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            var request = Requests.Of("energy", Prices);
            var bytes = request.FileDescriptorSet.ToByteArray();
            for (var change = random.Next(1, 20); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            request.FileDescriptorSet = UnsafeByteOperations.UnsafeWrap(bytes.AsMemory(0, random.Next(2) == 0 ? bytes.Length : random.Next(1, bytes.Length)));
            try
            {
                _ = RegistrationReader.Read(request, new ContractReader());
            }
            catch (RpcException fault)
            {
                Assert.That(fault.StatusCode, Is.EqualTo(StatusCode.InvalidArgument));
            }
        }
    }

    private static RegisterServiceRequest With(Action<FileDescriptorSet> change)
    {
        var request = Requests.Of("energy", Prices);
        var set = new MessageParser<FileDescriptorSet>(() => new FileDescriptorSet())
            .WithExtensionRegistry([Google.Api.AnnotationsExtensions.Http]).ParseFrom(ContractSet.Of([Prices]).ToByteString());
        change(set);
        request.FileDescriptorSet = set.ToByteString();
        return request;
    }

    private static MethodOptions Method(FileDescriptorSet set, string name) =>
        set.File.SelectMany(file => file.Service).SelectMany(service => service.Method).Single(method => method.Name == name).Options;

    private static string FaultOf(RegisterServiceRequest request)
    {
        var fault = Assert.Throws<RpcException>(() => RegistrationReader.Read(request, new ContractReader()));
        Assert.That(fault!.StatusCode, Is.EqualTo(StatusCode.InvalidArgument));
        return fault.Status.Detail;
    }
}
