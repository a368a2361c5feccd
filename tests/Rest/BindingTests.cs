using System.Net;
using System.Text.Json.Nodes;
using FactoryTwin.Rest.Tests.V1;

namespace FactoryTwin.Rest.Tests;

internal sealed class BindingTests
{
    private RestServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await RestServer.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TestCase("doubleValue=1.5e3", "doubleValue", "1500")]
    [TestCase("double_value=-0.25", "doubleValue", "-0.25")]
    [TestCase("doubleValue=NaN", "doubleValue", "\"NaN\"")]
    [TestCase("floatValue=0.1", "floatValue", "0.1")]
    [TestCase("int32Value=-7", "int32Value", "-7")]
    [TestCase("int64Value=9223372036854775807", "int64Value", "\"9223372036854775807\"")]
    [TestCase("uint64Value=18446744073709551615", "uint64Value", "\"18446744073709551615\"")]
    [TestCase("boolValue=true", "boolValue", "true")]
    [TestCase("stringValue=a%26b%3Dc+d%E6%B3%B5", "stringValue", "\"a&b=c d泵\"")]
    [TestCase("bytesValue=-_8", "bytesValue", "\"+/8=\"")]
    [TestCase("color=COLOR_RED", "color", "\"COLOR_RED\"")]
    [TestCase("color=2", "color", "\"COLOR_GREEN\"")]
    [TestCase("colors=COLOR_RED&colors=2", "colors", "[\"COLOR_RED\",\"COLOR_GREEN\"]")]
    [TestCase("numbers=1&numbers=2&numbers=3", "numbers", "[1,2,3]")]
    [TestCase("time=2026-01-31T12:00:00%2B02:00", "time", "\"2026-01-31T10:00:00Z\"")]
    [TestCase("duration=1.5s", "duration", "\"1.500s\"")]
    [TestCase("mask=display_name,csvFormat.timeZone", "mask", "\"displayName,csvFormat.timeZone\"")]
    [TestCase("wrapped=5", "wrapped", "\"5\"")]
    [TestCase("wrappedText=x", "wrappedText", "\"x\"")]
    [TestCase("wrappedBool=false", "wrappedBool", "false")]
    [TestCase("nested.text=x&nested.inner.color=COLOR_GREEN", "nested", "{\"text\":\"x\",\"inner\":{\"text\":\"\",\"color\":\"COLOR_GREEN\"},\"color\":\"COLOR_UNSPECIFIED\"}")]
    [TestCase("maybe=0", "maybe", "0")]
    [TestCase("choiceNumber=4", "choiceNumber", "4")]
    [TestCase("times=2026-01-31T12:00:00Z&times=2026-01-31T13:00:00Z", "times", "[\"2026-01-31T12:00:00Z\",\"2026-01-31T13:00:00Z\"]")]
    public async Task A_query_parameter_reaches_its_field(string query, string field, string expected)
    {
        var answer = await JsonAsync("/v1/echo?" + query);

        Assert.That(JsonNode.DeepEquals(answer[field], JsonNode.Parse(expected)), Is.True, $"{answer[field]}");
    }

    [TestCase("nosuch=1", "nosuch")]
    [TestCase("nested.nosuch=1", "nested.nosuch")]
    [TestCase("int32Value=x", "int32Value")]
    [TestCase("int32_value=3000000000", "int32_value")]
    [TestCase("boolValue=yes", "boolValue")]
    [TestCase("color=COLOR_BLUE", "color")]
    [TestCase("time=yesterday", "time")]
    [TestCase("duration=5m", "duration")]
    [TestCase("bytesValue=%25", "bytesValue")]
    [TestCase("numbers=1&numbers=x", "numbers[1]")]
    [TestCase("stringValue=a&stringValue=b", "stringValue")]
    [TestCase("stringValue=a&string_value=b", "string_value")]
    [TestCase("nested=x", "nested")]
    [TestCase("counts=1", "counts")]
    [TestCase("nested.color=7x", "nested.color")]
    public async Task A_query_parameter_that_does_not_fit_is_refused_by_name(string query, string field)
    {
        using var answer = await _server.Client.GetAsync("/v1/echo?" + query);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.That((string?)problem["errors"]![0]!["field"], Is.EqualTo(field), problem.ToJsonString());
    }

    [TestCase("""{"nosuch":1}""", "nosuch")]
    [TestCase("""{"nested":{"inner":{"nosuch":1}}}""", "nested.inner.nosuch")]
    [TestCase("""{"nestedList":[{"text":"a"},{"text":5}]}""", "nestedList[1].text")]
    [TestCase("""{"numbers":[1,2,"x"]}""", "numbers[2]")]
    [TestCase("""{"numbers":7}""", "numbers")]
    [TestCase("""{"time":"2026-01-31"}""", "time")]
    [TestCase("""{"nested":[]}""", "nested")]
    [TestCase("""{"doubleValue":1e999}""", "doubleValue")]
    [TestCase("""{"counts":{"a":"b"}}""", "counts.a")]
    [TestCase("""{"bool_value":"true"}""", "bool_value")]
    [TestCase("""{"a":""", "")]
    [TestCase("""[]""", "")]
    public async Task A_body_that_does_not_fit_is_refused_by_field(string body, string field)
    {
        using var answer = await _server.Client.PostAsync("/v1/echo", Http.Json(body));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.That((string?)problem["errors"]![0]!["field"], Is.EqualTo(field), problem.ToJsonString());
    }

    [Test]
    public async Task A_body_in_the_proto3_mapping_comes_back_the_same()
    {
        const string body = """{"doubleValue":1.5,"int64Value":"5","bytesValue":"+/8=","colors":["COLOR_RED"],"counts":{"a":1},"anything":{"x":[1,null,"y"]},"choiceText":"z","maybe":0}""";
        using var response = await _server.Client.PostAsync("/v1/echo", Http.Json(body));
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

        foreach (var (name, value) in JsonNode.Parse(body)!.AsObject())
            Assert.That(JsonNode.DeepEquals(answer[name], value), Is.True, name);
        Assert.That((bool?)answer["boolValue"], Is.False, "values that are zero are written too");
    }

    [Test]
    public async Task A_path_variable_is_parsed_as_its_field()
    {
        Assert.That((int)(await JsonAsync("/v1/echo/42/COLOR_RED"))["int32Value"]!, Is.EqualTo(42));
        using var refused = await _server.Client.GetAsync("/v1/echo/x/COLOR_RED");
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("int32_value"));
    }

    [Test]
    public async Task An_additional_binding_reaches_the_same_method()
    {
        Assert.That((string?)(await JsonAsync("/v1/books?pageSize=3"))["nextPageToken"], Is.EqualTo("|3"));
        Assert.That((string?)(await JsonAsync("/v1/racks/s/books?page_size=3"))["nextPageToken"], Is.EqualTo("racks/s|3"));
    }

    [Test]
    public async Task A_body_field_takes_the_body_and_the_query_the_rest()
    {
        using var response = await _server.Client.PostAsync("/v1/racks/s/books?bookId=b", Http.Json("""{"title":"X"}"""));
        var book = Book.Parser.ParseJson(await response.Content.ReadAsStringAsync());
        Assert.That((book.Name, book.Title), Is.EqualTo(("racks/s/books/b", "X")));

        using var refused = await _server.Client.PostAsync("/v1/racks/s/books?book.title=Y", Http.Json("{}"));
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        using var fault = await _server.Client.PostAsync("/v1/racks/s/books", Http.Json("""{"author":{"age":3}}"""));
        Assert.That(await fault.Content.ReadAsStringAsync(), Does.Contain("\"book.author.age\""));
    }

    [Test]
    public async Task A_repeated_body_field_takes_an_array()
    {
        using var response = await _server.Client.PutAsync("/v1/racks/s/tags", Http.Json("""["a","b"]"""));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("\"a\",\"b\"").And.Contain("racks/s"));

        using var injected = await _server.Client.PutAsync("/v1/racks/s/tags", Http.Json("""["a"],"name":"other" """));
        Assert.That(injected.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_whole_body_takes_no_query_and_must_agree_with_the_path()
    {
        using var good = await _server.Client.PostAsync("/v1/racks/s/books/b:archive", Http.Json("""{"reason":"old","name":"racks/s/books/b"}"""));
        Assert.That(await good.Content.ReadAsStringAsync(), Does.Contain("\"old\"").And.Contain("racks/s/books/b"));
        using var empty = await _server.Client.PostAsync("/v1/racks/s/books/b:archive", null);
        Assert.That(empty.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var query = await _server.Client.PostAsync("/v1/racks/s/books/b:archive?reason=x", Http.Json("{}"));
        Assert.That(query.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        using var other = await _server.Client.PostAsync("/v1/racks/s/books/b:archive", Http.Json("""{"name":"racks/s/books/c"}"""));
        Assert.That(await other.Content.ReadAsStringAsync(), Does.Contain("\"name\""));
    }

    [TestCase("""{"title":"X","author":{"givenName":"G"},"etag":"1","createTime":"2026-01-01T00:00:00Z"}""", "", "title,author.given_name")]
    [TestCase("""{"title":"X","tags":[],"author":{}}""", "", "title,tags,author")]
    [TestCase("""{"name":"racks/s/books/b","pages":null}""", "", "pages")]
    [TestCase("""{"title":"X","pages":"3"}""", "?updateMask=pages", "pages")]
    public async Task A_patch_without_mask_changes_what_its_body_holds(string body, string query, string mask)
    {
        using var response = await _server.Client.PatchAsync("/v1/racks/s/books/b" + query, Http.Json(body));
        var book = Book.Parser.ParseJson(await response.Content.ReadAsStringAsync());

        Assert.That(string.Join(',', book.Tags), Is.EqualTo(mask));
        Assert.That(book.Name, Is.EqualTo("racks/s/books/b"));
    }

    [Test]
    public async Task If_match_is_the_etag_of_the_update_and_the_answer_carries_its_own()
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/v1/racks/s/books/b") { Content = Http.Json("""{"title":"X"}""") };
        request.Headers.TryAddWithoutValidation("If-Match", "\"abc\"");
        using var response = await _server.Client.SendAsync(request);

        Assert.That(Book.Parser.ParseJson(await response.Content.ReadAsStringAsync()).Etag, Is.EqualTo("abc"));
        Assert.That(response.Headers.ETag?.Tag, Is.EqualTo("\"abc\""));
    }

    [Test]
    public async Task Only_the_field_of_response_body_is_sent()
    {
        Assert.That(await _server.Client.GetStringAsync("/v1/racks/s/books/b/title"), Is.EqualTo("\"Only \\\"this\\\"\""));
    }

    [Test]
    public async Task The_rest_of_a_path_keeps_its_encoded_slashes()
    {
        Assert.That((string?)(await JsonAsync("/v1/files/a/b%2Fc/%20d"))["name"], Is.EqualTo("files/a/b%2Fc/ d"));
    }

    private async Task<JsonNode> JsonAsync(string path) => JsonNode.Parse(await _server.Client.GetStringAsync(path))!;
}
