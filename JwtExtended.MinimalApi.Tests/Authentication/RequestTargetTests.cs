using JwtExtended.MinimalApi.Authentication;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>What a middleware may change so that an earlier decision does not count any more.</summary>
public sealed class RequestTargetTests
{
    private static IEnumerable<TestCaseData> Changes =>
    [
        Case("method", request => request.Method = "DELETE"),
        Case("scheme", request => request.Scheme = "http"),
        Case("host", request => request.Headers.Host = "evil.test"),
        Case("path base", request => request.PathBase = "/APP"),
        Case("path", request => request.Path = "/Me"),
    ];

    [Test]
    public void A_request_that_nothing_has_changed_has_the_same_target() =>
        new RequestTarget(NewRequest()).IsOf(NewRequest()).Should().BeTrue();

    [TestCaseSource(nameof(Changes))]
    public void Any_change_makes_it_another_one(Action<HttpRequest> change)
    {
        var request = NewRequest();
        var target = new RequestTarget(request);

        change(request);

        target.IsOf(request).Should().BeFalse();
    }

    private static HttpRequest NewRequest()
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Scheme, request.PathBase, request.Path) = ("POST", "https", "/app", "/me");
        request.Headers.Host = "app.test";
        return request;
    }

    private static TestCaseData Case(string name, Action<HttpRequest> change) => new TestCaseData(change).SetArgDisplayNames(name);
}
