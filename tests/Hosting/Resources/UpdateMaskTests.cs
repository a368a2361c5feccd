using FactoryTwin.Gateway.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Hosting.Tests.Resources;

/// <summary>On a contract that has what matters: a text, a message, a list, and fields that only the server sets.</summary>
public sealed class UpdateMaskTests
{
    private static readonly string[] Changeable = ["replacement", "sunset_time", "changes"];

    private static readonly Interface Stored = new()
    {
        Name = "services/a/interfaces/b",
        Replacement = "c",
        SunsetTime = new Timestamp { Seconds = 5, Nanos = 7 },
        Changes = { new InterfaceChange { Reason = "first" } },
        Etag = "1",
    };

    private static readonly Interface Given = new()
    {
        Name = "services/other/interfaces/other",
        SunsetTime = new Timestamp { Seconds = 6 },
        Changes = { new InterfaceChange { Reason = "second" } },
        Etag = "2",
    };

    [TestCase(TestName = "Without a mask")]
    [TestCase("*", TestName = "With a star")]
    public void All_that_can_change_is_taken_and_nothing_else(params string[] paths)
    {
        var updated = UpdateMask.Apply(Stored, Given, paths.Length == 0 ? null : new FieldMask { Paths = { paths } }, Changeable);
        var expected = Given.Clone();
        (expected.Name, expected.Etag) = (Stored.Name, Stored.Etag);
        Assert.That(updated, Is.EqualTo(expected));
    }

    [Test]
    public void A_named_field_is_replaced_whole_and_a_field_in_it_alone()
    {
        Assert.That(Apply("sunset_time").SunsetTime, Is.EqualTo(new Timestamp { Seconds = 6 }));
        Assert.That(Apply("sunset_time.seconds").SunsetTime, Is.EqualTo(new Timestamp { Seconds = 6, Nanos = 7 }));
        Assert.That(Apply("changes").Changes.Single().Reason, Is.EqualTo("second"));
        Assert.That(Apply("replacement"), Has.Property("Replacement").EqualTo("").And.Property("SunsetTime").EqualTo(Stored.SunsetTime));
    }

    [TestCase("etag")]
    [TestCase("nothing")]
    [TestCase("sunset_time.nothing")]
    [TestCase("changes.reason")]
    [TestCase("")]
    public void Another_path_is_refused(string path)
    {
        var before = Stored.Clone();
        Assert.That(Assert.Throws<RpcException>(() => Apply("replacement", path))!.Status.Detail, Does.StartWith($"update_mask: '{path}' cannot be changed"));
        Assert.That(Stored, Is.EqualTo(before));
    }

    private static Interface Apply(params string[] paths) => UpdateMask.Apply(Stored, Given, new FieldMask { Paths = { paths } }, Changeable);
}
