namespace JwtExtended.MinimalApi.Tests.Journeys.Conduit;

/// <summary>Registration, login, and the current user.</summary>
public sealed class ConduitUserTests
{
    private const string NotValid = "the request is not valid";
    private const string NoName = "username can't be empty";
    private const string NoAddress = "email can't be empty";
    private const string NoPassword = "password can't be empty";
    private const string Characters = "username may contain letters, digits, '_', '-' and '.', and begins with a letter or a digit";

    [Test]
    public async Task A_registration_returns_the_user_with_a_token()
    {
        var name = ConduitUser.NewName();

        var reply = await ConduitServer.Api.RegisterAsync(name, $"{name}@example.com", "jakejake");

        var user = reply.ShouldBeUser(201);
        user.Text("username").Should().Be(name);
        user.Text("email").Should().Be($"{name}@example.com");
        user.Text("bio").Should().BeNull();
        user.Text("image").Should().BeNull();
        reply.CacheControl.Should().Be("no-store");
        (await ConduitServer.Api.With(user.Text("token")).GetAsync("/user")).ShouldBeUser().GetRawText().Should().Be(user.GetRawText());
    }

    [TestCase("""{"user":{}}""", NoName, NoAddress, NoPassword)]
    [TestCase("""{"user":{"username":" ","email":"","password":null}}""", NoName, NoAddress, NoPassword)]
    [TestCase("""{"user":{"username":"..","email":"a@b.c","password":"jakejake"}}""", Characters)]
    [TestCase("""{"user":{"username":"a/b","email":"a@b.c","password":"jakejake"}}""", Characters)]
    [TestCase("""{"user":{"username":"a b","email":"a@b.c","password":"jakejake"}}""", Characters)]
    [TestCase("""{"user":{"username":"a\n","email":"a@b.c","password":"jakejake"}}""", Characters)]
    [TestCase("""{"user":{"username":"a\u0000","email":"a@b.c","password":"jakejake"}}""", Characters)]
    [TestCase("""{"user":{"username":"#65","email":"a@b.c","password":"jakejake"}}""", "username is too long (maximum is 64 characters)")]
    [TestCase("""{"user":{"username":"a","email":"ab.c","password":"jakejake"}}""", "email is invalid")]
    [TestCase("""{"user":{"username":"a","email":"a@b@c","password":"jakejake"}}""", "email is invalid")]
    [TestCase("""{"user":{"username":"a","email":"a@#260","password":"jakejake"}}""", "email is too long (maximum is 254 characters)")]
    [TestCase("""{"user":{"username":"a","email":"a@b.c","password":"jakejak"}}""", "password is too short (minimum is 8 characters)")]
    [TestCase("""{"user":{"username":"a","email":"a@b.c","password":"#129"}}""", "password is too long (maximum is 128 characters)")]
    [TestCase("""{"user":null}""", NotValid)]
    [TestCase("""{"username":"a","email":"a@b.c","password":"jakejake"}""", NotValid)]
    [TestCase("""{"user":{"username":5,"email":"a@b.c","password":"jakejake"}}""", NotValid)]
    [TestCase("""{"user":{"username":"\ud800","email":"a@b.c","password":"jakejake"}}""", NotValid)]
    [TestCase("""{"user":{"username":"a",""", NotValid)]
    [TestCase("[]", NotValid)]
    [TestCase("null", NotValid)]
    [TestCase("", NotValid)]
    public async Task A_registration_that_is_not_valid_says_why(string body, params string[] messages) =>
        (await ConduitServer.Api.PostAsync("/users", ConduitText.Lengthen(body))).ShouldFail(422, messages);

    [Test]
    public async Task A_body_of_another_type_or_beyond_the_limit_has_the_format_of_errors()
    {
        using var form = new FormUrlEncodedContent([new("username", "jake")]);

        var other = await ConduitServer.Api.PostAsync("/users", form);
        var large = await ConduitServer.Api.PostAsync("/users", new { user = new { username = new string('a', 1 << 20) } });

        other.ShouldFail(415, "Unsupported Media Type");
        large.ShouldFail(413, "Payload Too Large");
    }

    [Test]
    public async Task A_name_and_an_address_are_taken_in_any_case()
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var name = ConduitUser.NewName();
        var api = ConduitServer.Api;

        var both = await api.RegisterAsync(user.Name.ToUpperInvariant(), user.Email.ToUpperInvariant(), "jakejake");
        var byName = await api.RegisterAsync(user.Name, $"{name}@example.com", "jakejake");
        var byAddress = await api.RegisterAsync(name, user.Email, "jakejake");
        var neither = await api.RegisterAsync(name, $"{name}@example.com", "jakejake");

        both.ShouldFail(422, "username has already been taken", "email has already been taken");
        byName.ShouldFail(422, "username has already been taken");
        byAddress.ShouldFail(422, "email has already been taken");
        neither.ShouldBeUser(201);
    }

    [Test]
    public async Task Of_simultaneous_registrations_with_one_name_one_succeeds()
    {
        var name = ConduitUser.NewName();

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(
            number => ConduitServer.Api.RegisterAsync(name, $"{name}{number}@example.com", "jakejake")));

        replies.Should().ContainSingle(reply => reply.Status == 201);
        foreach (var reply in replies.Where(reply => reply.Status != 201))
            reply.ShouldFail(422);
    }

    [Test]
    public async Task A_login_returns_the_user_for_the_right_password_and_address_alone()
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var api = ConduitServer.Api;

        var right = await api.LoginAsync(user.Email.ToUpperInvariant(), user.Password);
        var wrong = await api.LoginAsync(user.Email, user.Password + "x");
        var unknown = await api.LoginAsync($"{ConduitUser.NewName()}@example.com", user.Password);
        var byName = await api.LoginAsync(user.Name, user.Password);

        var found = right.ShouldBeUser();
        found.Text("email").Should().Be(user.Email);
        found.Text("username").Should().Be(user.Name);
        found.Text("token").Should().NotBe(user.Token);
        right.CacheControl.Should().Be("no-store");
        foreach (var refused in new[] { wrong, unknown, byName })
            refused.ShouldBeRefused("email or password is invalid");
    }

    [TestCase("""{"user":{}}""", NoAddress, NoPassword)]
    [TestCase("""{"user":{"email":"a@b.c","password":""}}""", NoPassword)]
    [TestCase("""{"user":{"email":"a@b.c","password":"#129"}}""", "password is too long (maximum is 128 characters)")]
    [TestCase("""{"user":"a"}""", NotValid)]
    [TestCase("{", NotValid)]
    public async Task A_login_that_is_not_valid_says_why(string body, params string[] messages) =>
        (await ConduitServer.Api.PostAsync("/users/login", ConduitText.Lengthen(body))).ShouldFail(422, messages);

    [Test]
    public async Task An_update_changes_what_it_names_and_nothing_else()
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var name = ConduitUser.NewName();

        var first = (await user.Api.PutAsync("/user", new { user = new { bio = "I skate", image = "https://example.com/a.png" } }))
            .ShouldBeUser();
        var second = (await user.Api.PutAsync("/user", new { user = new { username = name } })).ShouldBeUser();
        var third = (await user.Api.PutAsync("/user", """{"user":{"bio":null,"image":"","password":""}}""")).ShouldBeUser();

        first.Text("bio").Should().Be("I skate");
        first.Text("image").Should().Be("https://example.com/a.png");
        first.Text("username").Should().Be(user.Name);
        second.Text("username").Should().Be(name);
        second.Text("bio").Should().Be("I skate");
        third.Text("bio").Should().BeNull();
        third.Text("image").Should().BeNull();
        third.Text("email").Should().Be(user.Email);
        third.Text("token").Should().Be(user.Token);
        (await user.Api.GetAsync("/user")).ShouldBeUser().GetRawText().Should().Be(third.GetRawText());
        (await ConduitServer.Api.LoginAsync(user.Email, user.Password)).ShouldBeUser();
    }

    [TestCase("""{"user":{}}""", "user needs at least one field")]
    [TestCase("""{"user":{"username":null}}""", "user needs at least one field")]
    [TestCase("""{"user":{"username":"","email":"","bio":5}}""", NoName, NoAddress, "bio must be a text")]
    [TestCase("""{"user":{"password":"short","image":[]}}""", "password is too short (minimum is 8 characters)", "image must be a text")]
    [TestCase("""{"user":{"bio":"#2001"}}""", "bio is too long (maximum is 2000 characters)")]
    [TestCase("""{"user":null}""", NotValid)]
    [TestCase("{}", NotValid)]
    [TestCase("rubbish", NotValid)]
    public async Task An_update_that_is_not_valid_says_why_and_changes_nothing(string body, params string[] messages)
    {
        var user = await ConduitServer.Api.NewUserAsync();
        var before = await user.Api.GetAsync("/user");

        var reply = await user.Api.PutAsync("/user", ConduitText.Lengthen(body));

        reply.ShouldFail(422, messages);
        (await user.Api.GetAsync("/user")).Text.Should().Be(before.Text);
    }

    [Test]
    public async Task An_update_to_a_name_that_is_taken_is_refused_and_to_the_own_one_is_not()
    {
        var (jake, anna) = (await ConduitServer.Api.NewUserAsync(), await ConduitServer.Api.NewUserAsync());

        var taken = await jake.Api.PutAsync("/user", new { user = new { username = anna.Name, email = anna.Email } });
        var own = await jake.Api.PutAsync("/user", new { user = new { username = jake.Name.ToUpperInvariant(), email = jake.Email } });

        taken.ShouldFail(422, "username has already been taken", "email has already been taken");
        own.ShouldBeUser().Text("username").Should().Be(jake.Name.ToUpperInvariant());
    }

    [Test]
    public async Task Of_simultaneous_updates_to_one_name_one_succeeds()
    {
        var users = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ConduitServer.Api.NewUserAsync()));
        var name = ConduitUser.NewName();

        var replies = await Task.WhenAll(users.Select(user => user.Api.PutAsync("/user", new { user = new { username = name } })));

        replies.Should().ContainSingle(reply => reply.Status == 200);
        foreach (var reply in replies.Where(reply => reply.Status != 200))
            reply.ShouldFail(422);
    }
}
