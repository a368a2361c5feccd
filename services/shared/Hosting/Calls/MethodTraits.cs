using Google.Api;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Hosting.Calls;

/// <summary>What a method's contract says beyond its messages.</summary>
internal static class MethodTraits
{
    /// <summary>True where the method only reads: its HTTP rule is a GET, or it is one of gRPC's own services.</summary>
    public static bool OnlyReads(this MethodDescriptor method)
    {
        if (method.Service.File.Package.StartsWith("grpc.", StringComparison.Ordinal))
            return true;
        return method.GetOptions()?.GetExtension(AnnotationsExtensions.Http)?.PatternCase == HttpRule.PatternOneofCase.Get;
    }
}
