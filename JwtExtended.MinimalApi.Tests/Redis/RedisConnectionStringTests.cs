using System.Net;
using JwtExtended.MinimalApi.Redis;

namespace JwtExtended.MinimalApi.Tests.Redis;

/// <summary>Connection strings of the client, URLs, and texts that are neither.</summary>
public sealed class RedisConnectionStringTests
{
    [TestCase("redis://cache.internal", "cache.internal:6379", null, null, null, false)]
    [TestCase("redis://cache.internal/", "cache.internal:6379", null, null, null, false)]
    [TestCase("redis://127.0.0.1:6380/3", "127.0.0.1:6380", null, null, 3, false)]
    [TestCase("redis://[::1]:6380", "[::1]:6380", null, null, null, false)]
    [TestCase("redis://my_redis:6379", "my_redis:6379", null, null, null, false)]
    [TestCase("rediss://cache.internal:6380/0", "cache.internal:6380", null, null, 0, true)]
    [TestCase("redis://:secret@cache", "cache:6379", null, "secret", null, false)]
    [TestCase("redis://app:@cache", "cache:6379", "app", "", null, false)]
    [TestCase(" rediss://app:s:e+c@cache ", "cache:6379", "app", "s:e+c", null, true)]
    [TestCase("REDISS://a%40b:p%2C%2F%3F%23%25%20%C3%A4%3D@cache", "cache:6379", "a@b", "p,/?#% ä=", null, true)]
    public void A_URL_is_read(string text, string server, string? user, string? password, int? database, bool isTls)
    {
        var options = RedisConnection.Parse(text);

        options.EndPoints.Select(Format).Should().Equal(server);
        (options.User, options.Password, options.DefaultDatabase, options.Ssl).Should().Be((user, password, database, isTls));
    }

    [Test]
    public void Servers_and_settings_are_read_as_the_client_does()
    {
        var options = RedisConnection.Parse(
            "a.internal:6380, 10.0.0.2,password=a://b=c,user=app,ssl=true,defaultDatabase=2,serviceName=main");

        options.EndPoints.Select(Format).Should().Equal("a.internal:6380", "10.0.0.2:0");
        (options.User, options.Password, options.DefaultDatabase, options.Ssl, options.ServiceName)
            .Should().Be(("app", "a://b=c", 2, true, "main"));
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase(",")]
    [TestCase("password=s3cret")]
    [TestCase("the redis server of s3cret")]
    [TestCase("${REDIS_s3cret}")]
    [TestCase("cache:s3cret")]
    [TestCase("cache:99999999,password=s3cret")]
    [TestCase("cache;password=s3cret")]
    [TestCase("cache,passwrd=s3cret")]
    [TestCase("cache,password=a,s3cret=b")]
    [TestCase("cache,password=a, s3cret!")]
    [TestCase("cache,connectTimeout=s3cret")]
    [TestCase("Server=db;Database=app;Password=s3cret")]
    [TestCase("http://cache:6379")]
    [TestCase("redis+sentinel://:s3cret@cache/main")]
    [TestCase("redis://")]
    [TestCase("redis://app:s3cret@")]
    [TestCase("redis://s3cret@cache")]
    [TestCase("redis://:s3cret/more@cache")]
    [TestCase("redis://app:1/s3cret@cache")]
    [TestCase("redis://app:1?s3cret@cache")]
    [TestCase("redis://app:1#s3cret@cache")]
    [TestCase("redis://:s3cret@cache/main")]
    [TestCase("redis://:s3cret@cache/-1")]
    [TestCase("redis://:s3cret@cache/0/1")]
    [TestCase("rediss://:s3cret@cache:6379/0?ssl_cert_reqs=none")]
    public void Another_text_stops_the_start_with_the_cure_and_quotes_no_password(string text)
    {
        var revocation = new RevocationOptions();

        var error = revocation.Invoking(options => options.UseRedis(text)).Should().Throw<ArgumentException>().Which;

        error.ToString().Should().Contain("The connection string of Redis is not valid")
            .And.Contain("'host:6379,user=...,password=...,ssl=true'").And.Contain("'rediss://user:password@host:6379/0'")
            .And.NotContain("s3cret");
        revocation.Store.Should().BeNull();
    }

    private static string Format(EndPoint server) => server switch
    {
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => server.ToString()!,
    };
}
