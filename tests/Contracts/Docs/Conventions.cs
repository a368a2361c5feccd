namespace FactoryTwin.Contracts.Tests.Docs;

/// <summary>What holds for every call, for the first page.</summary>
internal static class Conventions
{
    public const string Text = """
        Every call is there twice: as gRPC (the contracts are in [proto/](../../proto); reflection is on) and as REST with JSON, by the
        `google.api.http` rule beside it. [openapi.json](openapi.json) describes the REST side (OpenAPI 3.1); a running gateway serves the
        same at `/openapi.json`. [baseline.txtpb](baseline.txtpb) is what was published last, which no change may break.

        - **Names.** A resource is told by its name, `machines/oven/orders/A-1001`, which is also its path below `/v1/`.
        - **JSON.** The proto3 mapping: `lowerCamelCase`, times as RFC 3339, durations as `"900s"`, 64-bit integers as text, enums by name.
        - **Lists** page: `page_size`, and the `next_page_token` of one answer as the `page_token` of the next call. `filter` is
          [AIP-160](https://google.aip.dev/160): `owner="QA" AND create_time>"2026-01-01T00:00:00Z"`.
        - **Updates** change what `update_mask` names; without it, on REST, what stands in the body. An `etag` that is sent back, as a field or
          as `If-Match`, guards against a lost update (409, or 412 for the header). `If-None-Match` spares a caller what he has (304).
        - **Streams** come as server-sent events (`Accept: text/event-stream`, resumed by `Last-Event-ID`) or as JSON lines
          (`application/x-ndjson`).
        - **Who.** `Authorization: Bearer TOKEN`. Each call says whom it lets in: anyone, anyone signed in, or any one of some roles.
        - **Failures** are RFC 9457 `application/problem+json`, on gRPC `google.rpc.Status` with details: a stable `code`, each field at fault,
          and the request's id. 400 invalid, 401 not signed in, 403 not allowed, 404 not there, 409 exists already or changed meanwhile, 413 too
          large, 415 wrong media type, 429 too many calls, 503 away, 504 too slow. `Retry-After` says when to try again.

        """;
}
