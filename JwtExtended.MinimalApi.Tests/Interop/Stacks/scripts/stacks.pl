# Verifies and signs tokens with the JWT libraries of Debian for Perl: reads one JSON document, prints the results of each library.
use strict;
use warnings;
use Crypt::JWT qw(decode_jwt encode_jwt);
use JSON::PP;
use MIME::Base64 qw(decode_base64);
use Mojo::JWT;

my $json = JSON::PP->new->utf8->canonical->allow_nonref;
my $request = $json->decode(do { local $/; <STDIN> });
my $keys = $request->{keys};

sub key_of {
    my ($alg, $kind) = @_;
    my $key = $keys->{$alg};
    return $key->{secret} ? decode_base64($key->{secret}) : $key->{$kind};
}

my @stacks = (
    {
        stack => 'Crypt::JWT', version => "$Crypt::JWT::VERSION", checks => ['exp', 'iss', 'aud'], sets => 1, algorithms => qr/./,
        verify => sub {
            my $one = shift;
            my $pem = key_of($one->{alg}, 'pem');
            my %key = $one->{set} ? (kid_keys => $request->{jwks}) : (key => $keys->{ $one->{alg} }{secret} ? $pem : \$pem);
            my %audience = $one->{aud} ? (verify_aud => $request->{audience}) : ();
            return decode_jwt(token => $one->{token}, %key, %audience, verify_iss => $request->{issuer}, verify_exp => 1);
        },
        sign => sub {
            my $one = shift;
            my $pem = key_of($one->{alg}, 'pkcs8');
            return encode_jwt(
                payload => $json->encode($one->{payload}), alg => $one->{alg}, extra_headers => $one->{header},
                key => $keys->{ $one->{alg} }{secret} ? $pem : \$pem);
        },
    },
    {
        # Its header is always typ JWT: what it signs is read as a token of another type.
        stack => 'Mojo::JWT', version => "$Mojo::JWT::VERSION", checks => ['exp'], sets => 1, algorithms => qr/^[HR]S/,
        verify => sub {
            my $one = shift;
            my $reader = Mojo::JWT->new;
            $keys->{ $one->{alg} }{secret} ? $reader->secret(key_of($one->{alg})) : $reader->public(key_of($one->{alg}, 'pem'));
            $reader->public('')->add_jwkset($request->{jwks}) if $one->{set};
            return $reader->decode($one->{token});
        },
        sign => sub {
            my $one = shift;
            my $writer = Mojo::JWT->new(algorithm => $one->{alg}, header => $one->{header}, claims => $one->{payload});
            return $writer->secret(key_of($one->{alg}, 'pkcs8'))->encode;
        },
    },
);

sub run {
    my ($stack, $kind) = @_;
    my %results;
    for my $one (@{ $request->{$kind} }) {
        next if $one->{alg} !~ $stack->{algorithms} || ($one->{set} && !$stack->{sets});
        my $result = eval { $stack->{$kind}->($one) };
        my $error = $@;
        if ($error || !defined $result) {
            $results{ $one->{id} } = { error => "$error" };
        } else {
            $results{ $one->{id} } = $kind eq 'sign' ? { token => $result } : { sub => $result->{sub} };
        }
    }
    return \%results;
}

print $json->encode([
    map {
        my $stack = $_;
        +{ (map { $_ => $stack->{$_} } qw(stack version checks)), verified => run($stack, 'verify'), signed => run($stack, 'sign') }
    } @stacks
]);
