using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Fuzz.Inputs;

/// <summary>Descriptor sets that a service might hand to the directory, sound in form and hostile in content, and damaged ones.</summary>
internal static class HostileContracts
{
    public const string Package = "fuzz.v1";

    /// <summary>Below /fuzz only: what is accepted must not take the paths of other attacks.</summary>
    private static readonly string[] Templates =
    [
        "/fuzz/a", "/fuzz/{name}", "/fuzz/{name=*}", "/fuzz/{name=**}", "/fuzz/{name=x/*}:verb", "/fuzz/{name=x/**}:verb", "/fuzz/*", "/fuzz/**", "/fuzz/**:verb", "/fuzz/{name=a/*/b/*}", "/fuzz/{part.name=a/*}", "/fuzz/{part.part.name}",
        "/fuzz/a b", "/fuzz/a?b", "/fuzz/a#b", "/fuzz/a%2Fb", "/fuzz/a%zz", "/fuzz/{{a}}", "/fuzz/}", "/fuzz/[a]", "/fuzz/~a", "~/fuzz", "/fuzz/a\\b", "/fuzz/é", "/fuzz/a:b:c", "/fuzz/a:(", "/fuzz/**:(", "/fuzz/**:[a", "/fuzz/**:a+", "/fuzz/**:}", "/fuzz/**:a{2}",
        "/fuzz/a.b", "/fuzz/.", "/fuzz/..", "/fuzz/./a", "/fuzz/a/", "/fuzz//a", "fuzz", "", "/", "//", "/fuzz/{name", "/fuzz/name}", "/fuzz/{}", "/fuzz/{=*}", "/fuzz/{name=}", "/fuzz/{name=*", "/fuzz/{name=**}/a", "/fuzz/{nothing}", "/fuzz/{parts}", "/fuzz/{part}", "/fuzz/{name}{name}",
        "/fuzz/{name}/{name}", "/fuzz/a{name}", "/fuzz/{name}a", "/fuzz/{*name}", "/fuzz/{name?}", "/fuzz/{name:int}", "/fuzz/{p1}", "/fuzz/\0", "/fuzz/\n", "/fuzz/'", "/fuzz/\"", "/fuzz/<a>", "/fuzz/$a", "/fuzz/{name=a/{b}}", "/FUZZ/a", "/fuzz/a=b", "/fuzz/:", "/fuzz/a:", "/fuzz:a",
        "/v1/sources", "/v1/{name=sources/*}", "/v1/directory/services", "/healthz/ready", "/openapi.json", "/metrics",
    ];

    public static ByteString Of(Random random)
    {
        var set = new FileDescriptorSet { File = { File(random) } };
        if (random.Percent(95))
            set = new FileDescriptorSet { File = { Imports(), set.File } };
        switch (random.Next(12))
        {
            case 0:
                set.File.Add(set.File[^1].Clone());
                break;
            case 1:
                set.File[^1].Dependency.Add(random.Of(["nowhere.proto", "fuzz.proto", "", "../x"]));
                break;
            case 2:
                set.File[^1].MessageType.Add(Deep(random.Next(1, 200)));
                break;
            case 3:
                return ByteString.CopyFrom(Mutations.Damage(random, set.ToByteArray()));
            case 4:
                return ByteString.CopyFrom(random.Bytes(random.Next(300)));
            case 5:
                set.File[^1].Syntax = random.Of(["proto2", "proto4", "editions", ""]);
                break;
        }
        return set.ToByteString();
    }

    /// <summary>A contract with one method at one path.</summary>
    public static ByteString Sound(string service, string path)
    {
        var (package, name) = (service[..service.LastIndexOf('.')], service[(service.LastIndexOf('.') + 1)..]);
        var method = new MethodDescriptorProto { Name = "Call", InputType = $".{package}.Nothing", OutputType = $".{package}.Nothing", Options = new MethodOptions() };
        method.Options.SetExtension(AnnotationsExtensions.Http, new HttpRule { Get = path });
        var file = new FileDescriptorProto
        {
            Name = package + ".proto", Package = package, Syntax = "proto3", Dependency = { "google/api/annotations.proto" },
            MessageType = { new DescriptorProto { Name = "Nothing" } }, Service = { new ServiceDescriptorProto { Name = name, Method = { method } } },
        };
        return new FileDescriptorSet { File = { Imports(), file } }.ToByteString();
    }

    private static FileDescriptorProto File(Random random)
    {
        var file = new FileDescriptorProto { Name = "fuzz.proto", Package = Package, Syntax = "proto3", MessageType = { Message(random) }, Dependency = { "google/api/annotations.proto" } };
        var service = new ServiceDescriptorProto { Name = "Fuzz" };
        for (var count = random.Next(1, 4); count > 0; count--)
            service.Method.Add(Method(random, random.Percent(90) ? $"Call{count}" : random.Of(["Call1", "", "a b", "Fuzz", "é", "1"])));
        file.Service.Add(service);
        return file;
    }

    private static DescriptorProto Message(Random random)
    {
        FieldDescriptorProto Field(string name, int number, FieldDescriptorProto.Types.Type type, bool many = false, string of = "") => new()
        {
            Name = name, Number = number, Type = type, TypeName = of,
            Label = many ? FieldDescriptorProto.Types.Label.Repeated : FieldDescriptorProto.Types.Label.Optional,
        };
        var message = new DescriptorProto
        {
            Name = "Thing",
            Field =
            {
                Field("name", 1, FieldDescriptorProto.Types.Type.String),
                Field("part", 2, FieldDescriptorProto.Types.Type.Message, of: $".{Package}.Thing"),
                Field("parts", 3, FieldDescriptorProto.Types.Type.Message, many: true, of: $".{Package}.Thing"),
            },
        };
        if (random.Percent(20))
        {
            message.Field.Add(random.Of(
            [
                Field("name", 4, FieldDescriptorProto.Types.Type.String), Field("x", 1, FieldDescriptorProto.Types.Type.String), Field("x", 0, FieldDescriptorProto.Types.Type.String), Field("x", -1, FieldDescriptorProto.Types.Type.String),
                Field("x", 19000, FieldDescriptorProto.Types.Type.String), Field("x", int.MaxValue, FieldDescriptorProto.Types.Type.String), Field("x", 5, FieldDescriptorProto.Types.Type.Message, of: ".no.Where"), Field("x", 5, FieldDescriptorProto.Types.Type.Enum, of: $".{Package}.Thing"),
                Field("", 5, FieldDescriptorProto.Types.Type.String), Field("x", 5, (FieldDescriptorProto.Types.Type)99), Field("x", 5, FieldDescriptorProto.Types.Type.Group, of: $".{Package}.Thing"), Field("x", 5, FieldDescriptorProto.Types.Type.Message),
            ]));
        }
        return message;
    }

    private static MethodDescriptorProto Method(Random random, string name)
    {
        var type = random.Percent(95) ? $".{Package}.Thing" : random.Of(["", ".no.Where", "Thing", $".{Package}.Fuzz"]);
        var method = new MethodDescriptorProto { Name = name, InputType = type, OutputType = $".{Package}.Thing", ClientStreaming = random.Percent(10), ServerStreaming = random.Percent(10) };
        var rule = new HttpRule { Body = random.Of(["", "", "*", "part", "parts", "nothing", "name"]), ResponseBody = random.Of(["", "", "", "part", "nothing"]) };
        var path = random.Of(Templates);
        switch (random.Next(8))
        {
            case < 4:
                rule.Get = path;
                break;
            case 4:
                rule.Post = path;
                break;
            case 5:
                rule.Custom = new CustomHttpPattern { Kind = random.Of(["*", "HEAD", "get", "", "A B", "é", "CONNECT"]), Path = path };
                break;
            case 6:
                rule.Delete = path;
                break;
        }
        for (var count = random.Percent(10) ? random.Next(200) : 0; count > 0; count--)
            rule.AdditionalBindings.Add(new HttpRule { Get = random.Percent(50) ? random.Of(Templates) : $"/fuzz/x{count}" });
        method.Options = new MethodOptions();
        method.Options.SetExtension(AnnotationsExtensions.Http, rule);
        return method;
    }

    private static DescriptorProto Deep(int levels)
    {
        var message = new DescriptorProto { Name = "Deep" };
        for (; levels > 0; levels--)
            message = new DescriptorProto { Name = $"Deep{levels}", NestedType = { message } };
        return message;
    }

    private static FileDescriptorProto[] Imports() =>
        [.. new[] { DescriptorReflection.Descriptor, HttpReflection.Descriptor, AnnotationsReflection.Descriptor }.Select(file => FileDescriptorProto.Parser.ParseFrom(file.SerializedData))];
}
