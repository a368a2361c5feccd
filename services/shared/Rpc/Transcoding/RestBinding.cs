using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>One <c>google.api.http</c> rule of a method, checked against its messages.</summary>
/// <param name="Method">The RPC.</param>
/// <param name="HttpMethod">For example "GET".</param>
/// <param name="Template">The path.</param>
/// <param name="WholeBody">True for body "*": every field that the path does not bind comes from the body.</param>
/// <param name="BodyField">The field that is the body; null for "*" and where there is none.</param>
/// <param name="ResponseField">The field of the response that is sent; null for the whole response.</param>
/// <param name="PathFields">The field that each variable of the template binds, outermost first, in the template's order.</param>
public sealed record RestBinding(
    MethodDescriptor Method,
    string HttpMethod,
    PathTemplate Template,
    bool WholeBody,
    FieldDescriptor? BodyField,
    FieldDescriptor? ResponseField,
    IReadOnlyList<IReadOnlyList<FieldDescriptor>> PathFields)
{
    /// <summary>True where the request carries a body.</summary>
    public bool HasBody => WholeBody || BodyField is not null;

    /// <summary>True where the body is raw bytes with a content type of their own.</summary>
    public bool HasRawBody => WholeBody ? WellKnown.IsHttpBody(Method.InputType) : BodyField is { } body && WellKnown.IsHttpBody(body);

    /// <summary>True where the response is raw bytes with a content type of their own.</summary>
    public bool HasRawResponse => ResponseField is { } part ? WellKnown.IsHttpBody(part) : WellKnown.IsHttpBody(Method.OutputType);

    public override string ToString() => $"{HttpMethod} {Template} ({Method.FullName})";
}
