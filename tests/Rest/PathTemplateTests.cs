using FactoryTwin.Rpc.Transcoding;

namespace FactoryTwin.Rest.Tests;

internal sealed class PathTemplateTests
{
    private static readonly string[] Templates =
    [
        "/v1/{name=sources/*}", "/v1/{name=sources/*}:import", "/v1/sources", "/v1/sources/special", "/v1/{name=files/**}",
        "/v1/{name=files/**}:read", "/v1/points:watch", "/v1/{parent=a/*}/b/{id}", "/v1/{a}/x", "/v1/**", "/v2/{source.name=sources/*}/all",
    ];

    [TestCase("/v1/sources/a", "/v1/{name=sources/*}", "name=sources/a")]
    [TestCase("/v1/sources/special", "/v1/sources/special", "")]
    [TestCase("/v1/sources/a:import", "/v1/{name=sources/*}:import", "name=sources/a")]
    [TestCase("/v1/sources/a:other", "/v1/{name=sources/*}", "name=sources/a:other")]
    [TestCase("/v1/sources/a%3Aimport", "/v1/{name=sources/*}", "name=sources/a:import")]
    [TestCase("/v1/sources/a%2Fb", "/v1/{name=sources/*}", "name=sources/a%2Fb")]
    [TestCase("/v1/sources/%E6%B3%B5", "/v1/{name=sources/*}", "name=sources/泵")]
    [TestCase("/v1/s%6Furces", "/v1/sources", "")]
    [TestCase("/v1/sources/", "/v1/**", "")]
    [TestCase("/v1/files/a/b%20c/d", "/v1/{name=files/**}", "name=files/a/b c/d")]
    [TestCase("/v1/files/a/b:read", "/v1/{name=files/**}:read", "name=files/a/b")]
    [TestCase("/v1/files", "/v1/{name=files/**}", "name=files")]
    [TestCase("/v1/points:watch", "/v1/points:watch", "")]
    [TestCase("/v1/a/1/b/2%2F3", "/v1/{parent=a/*}/b/{id}", "parent=a/1,id=2/3")]
    [TestCase("/v1/sources/x", "/v1/{name=sources/*}", "name=sources/x")]
    [TestCase("/v1/other/x", "/v1/{a}/x", "a=other")]
    [TestCase("/v2/sources/7/all", "/v2/{source.name=sources/*}/all", "source.name=sources/7")]
    public void The_most_literal_template_takes_a_path_and_binds_its_variables(string path, string template, string variables)
    {
        var match = Trie().Match("GET", path);

        Assert.That(match.Found, Is.True);
        Assert.That(match.Value!.Text, Is.EqualTo(template));
        Assert.That(
            string.Join(',', match.Value.Variables.Select(each => $"{each.Name}={match.Value.Value(each, match.Segments)}")), Is.EqualTo(variables));
    }

    [TestCase("/")]
    [TestCase("")]
    [TestCase("/v2/sources/7")]
    [TestCase("/v2/sources//all")]
    [TestCase("/v3/sources")]
    public void An_unknown_path_matches_nothing(string path)
    {
        var match = Trie().Match("GET", path);

        Assert.That(match.Found, Is.False);
        Assert.That(match.Allowed, Is.Empty);
    }

    [Test]
    public void A_path_of_other_methods_names_them_all()
    {
        var trie = Trie();
        trie.TryAdd("POST", PathTemplate.Parse("/v2/{name=things/*}"), PathTemplate.Parse("/x"), out _);
        trie.TryAdd("DELETE", PathTemplate.Parse("/v2/things/one"), PathTemplate.Parse("/x"), out _);

        Assert.That(trie.Match("GET", "/v2/things/one").Allowed, Is.EqualTo(new[] { "DELETE", "POST" }));
    }

    [Test]
    public void A_literal_of_another_method_does_not_hide_the_variable()
    {
        var trie = Trie();
        trie.TryAdd("POST", PathTemplate.Parse("/v1/sources/post-only"), PathTemplate.Parse("/x"), out _);

        Assert.That(trie.Match("GET", "/v1/sources/post-only").Value?.Text, Is.EqualTo("/v1/{name=sources/*}"));
    }

    [TestCase("/v1/{id=sources/*}")]
    [TestCase("/v1/sources/{any}")]
    [TestCase("/v1/sources/*")]
    public void Templates_of_the_same_paths_collide_whatever_their_variables(string template)
    {
        Assert.That(Trie().TryAdd("GET", PathTemplate.Parse(template), PathTemplate.Parse("/x"), out var taken), Is.False);
        Assert.That(taken!.Text, Is.EqualTo("/v1/{name=sources/*}"));
    }

    [TestCase("v1/x")]
    [TestCase("/v1/{a")]
    [TestCase("/v1/{a=b/{c}}")]
    [TestCase("/v1/{=x}")]
    [TestCase("/v1/{a.}")]
    [TestCase("/v1/**/x")]
    [TestCase("/v1//x")]
    [TestCase("/v1/x:")]
    [TestCase("/v1/{a}/{a}")]
    [TestCase("/v1/{1a}")]
    public void A_template_against_the_grammar_is_refused(string template)
    {
        Assert.That(() => PathTemplate.Parse(template), Throws.TypeOf<FormatException>().With.Message.Contains(template));
    }

    [TestCase("/v1/{name=sources/*}:import", "/v1/sources/{p2}:import")]
    [TestCase("/v1/points:watch", "/v1/points:watch")]
    [TestCase("/v1/{name=files/**}", "/v1/files/{**p2}")]
    [TestCase("/v1/{a}/b/{c}", "/v1/{p1}/b/{p3}")]
    public void A_template_has_the_same_paths_as_its_route_pattern(string template, string pattern)
    {
        Assert.That(PathTemplate.Parse(template).ToRoutePattern(), Is.EqualTo(pattern));
    }

    [TestCase("/v1/a/1/b/%zz")]
    [TestCase("/v1/a/1/b/%C3")]
    public void Broken_percent_encoding_is_a_fault_of_the_variable(string path)
    {
        var match = Trie().Match("GET", path);

        Assert.That(() => match.Value!.Value(match.Value.Variables[1], match.Segments), Throws.TypeOf<FormatException>());
    }

    [Test]
    public void Any_text_survives_the_way_through_an_encoded_path([Range(1, 20)] int seed)
    {
        const string letters = "aZ09-._~ /%:?#[]@!$&'()*+,;=\"<>\\^`{|}é泵\u200b";
        var random = new Random(seed);
        var trie = new RouteTrie<PathTemplate>();
        var template = PathTemplate.Parse("/v1/{id}/parts/{name=a/*}:import");
        trie.TryAdd("GET", template, template, out _);
        for (var round = 0; round < 200; round++)
        {
            var id = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => letters[random.Next(letters.Length)])) + "😀"[..(2 * random.Next(2))];
            var match = trie.Match("GET", $"/v1/{Uri.EscapeDataString(id)}/parts/a/{Uri.EscapeDataString(id)}:import");

            Assert.That(match.Found, Is.True, id);
            Assert.That(template.Value(template.Variables[0], match.Segments), Is.EqualTo(id));
            // Of several segments an encoded slash stays encoded, so that the segments can be told apart.
            Assert.That(template.Value(template.Variables[1], match.Segments), Is.EqualTo("a/" + id.Replace("/", "%2F", StringComparison.Ordinal)));
        }
    }

    private static RouteTrie<PathTemplate> Trie()
    {
        var trie = new RouteTrie<PathTemplate>();
        foreach (var template in Templates.Select(PathTemplate.Parse))
            Assert.That(trie.TryAdd("GET", template, template, out _), Is.True);
        return trie;
    }
}
