using System.Reflection;
using JwtExtended.MinimalApi.Endpoints;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Whatever names a source for a <c>Token</c> parameter is found, also attributes of an application's own.</summary>
public sealed class TokenBindingRuleTests
{
    [TestCase(nameof(Body))]
    [TestCase(nameof(Service))]
    [TestCase(nameof(Form))]
    [TestCase(nameof(Header))]
    [TestCase(nameof(Query))]
    [TestCase(nameof(Route))]
    [TestCase(nameof(Keyed))]
    [TestCase(nameof(Source))]
    public void A_source_is_a_problem(string handler) => Check(handler).Should().StartWith("Endpoint 'it' binds its parameter 'token'");

    [TestCase(nameof(Plain))]
    [TestCase(nameof(Other))]
    public void What_names_none_or_is_no_Token_is_not(string handler) => Check(handler).Should().BeNull();

    private static string? Check(string handler)
    {
        var method = typeof(TokenBindingRuleTests).GetMethod(handler, BindingFlags.NonPublic | BindingFlags.Static)!;
        return TokenBindingRule.Check(new ValidatedEndpoint(new Endpoint(null, new EndpointMetadataCollection(method), "it"), null, []));
    }

    private static string Body([FromBodyAlone] Token token) => token.Identity;

    private static string Service([FromServiceAlone] Token token) => token.Identity;

    private static string Form([FromFormAlone] Token token) => token.Identity;

    private static string Header([FromHeaderAlone] Token token) => token.Identity;

    private static string Query([FromQueryAlone] Token token) => token.Identity;

    private static string Route([FromRouteAlone] Token token) => token.Identity;

    private static string Keyed([FromKeyedServices("key")] Token token) => token.Identity;

    private static string Source([SourceAlone] Token token) => token.Identity;

    private static string Plain(Token token) => token.Identity;

    private static string Other([FromBodyAlone] string text) => text;

    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class FromBodyAloneAttribute : Attribute, IFromBodyMetadata;

    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class FromServiceAloneAttribute : Attribute, IFromServiceMetadata;

    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class FromFormAloneAttribute : Attribute, IFromFormMetadata
    {
        public string? Name => null;
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class FromHeaderAloneAttribute : Attribute, IFromHeaderMetadata
    {
        public string? Name => null;
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class FromQueryAloneAttribute : Attribute, IFromQueryMetadata
    {
        public string? Name => null;
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class FromRouteAloneAttribute : Attribute, IFromRouteMetadata
    {
        public string? Name => null;
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class SourceAloneAttribute : Attribute, IBindingSourceMetadata
    {
        public BindingSource? BindingSource => BindingSource.Custom;
    }
}
