<?php
/**
 * The functions and classes of WordPress and WooCommerce that the plugin uses, small enough to be seen through. They
 * keep what they were told in `World`. What is called that is not here ends the test: the plugin's reach is this file.
 */

define( 'ABSPATH', __DIR__ . '/' );

/** Ends a request, as `exit` does after a redirect. */
final class Ended extends Exception {}

/** Everything that a site holds, for one test. */
final class World {
	public static string $today   = '2026-11-23';
	public static string $locale  = 'en_US';
	public static bool $admin     = false;
	public static array $may      = array();
	public static ?string $nonce  = null;
	public static array $products = array();
	public static array $orders   = array();
	public static array $posts    = array();
	public static array $options  = array();
	public static array $queries  = array();
	public static array $found    = array();
	public static int $pages      = 1;
	public static array $boxes    = array();
	public static array $fields   = array();
	public static array $menus    = array();
	public static array $gone     = array();
	public static array $words    = array();
	public static array $declared = array();
	public static array $blogs    = array( 1 );
	public static ?WooCommerce $shop = null;

	public static function anew(): void {
		$fresh = ( new ReflectionClass( self::class ) )->getDefaultProperties();
		unset( $fresh['declared'] );
		foreach ( $fresh as $name => $value ) {
			self::$$name = $value;
		}
		self::$shop = new WooCommerce();
		$_GET       = array();
		$_POST      = array();
		unset( $GLOBALS['product_object'] );
	}
}

// Hooks.
final class Hooks {
	public static array $all        = array();
	public static array $shortcodes = array();
}

function add_filter( string $name, callable $do, int $priority = 10, int $takes = 1 ): void {
	Hooks::$all[ $name ][ $priority ][] = array( $do, $takes );
	ksort( Hooks::$all[ $name ] );
}

function add_action( string $name, callable $do, int $priority = 10, int $takes = 1 ): void {
	add_filter( $name, $do, $priority, $takes );
}

function apply_filters( string $name, ...$given ) {
	foreach ( Hooks::$all[ $name ] ?? array() as $same ) {
		foreach ( $same as list( $do, $takes ) ) {
			$given[0] = $do( ...array_slice( $given, 0, $takes ) );
		}
	}
	return $given[0];
}

function do_action( string $name, ...$given ): void {
	foreach ( Hooks::$all[ $name ] ?? array() as $same ) {
		foreach ( $same as list( $do, $takes ) ) {
			$do( ...array_slice( $given, 0, $takes ) );
		}
	}
}

function has_hook( string $name ): bool {
	return isset( Hooks::$all[ $name ] );
}

function add_shortcode( string $name, callable $do ): void {
	Hooks::$shortcodes[ $name ] = $do;
}

function shortcode_atts( array $known, array $given ): array {
	return array_merge( $known, array_intersect_key( $given, $known ) );
}

// Words.
function __( string $text, string $domain ): string {
	if ( 'backorder-connector' !== $domain ) {
		throw new LogicException( "the text domain of $text" );
	}
	return 'ja' === World::$locale ? ( World::$words[ $text ] ?? throw new LogicException( "no Japanese for: $text" ) ) : $text;
}

function esc_html__( string $text, string $domain ): string {
	return esc_html( __( $text, $domain ) );
}

function esc_attr__( string $text, string $domain ): string {
	return esc_attr( __( $text, $domain ) );
}

function esc_html( $text ): string {
	return htmlspecialchars( (string) $text, ENT_QUOTES, 'UTF-8', false );
}

function esc_attr( $text ): string {
	return esc_html( $text );
}

function esc_url( string $address ): string {
	return preg_match( '#^(https?://|/)#', $address ) ? str_replace( array( '&', "'", '"', '<', '>' ), array( '&#038;', '&#039;', '', '', '' ), $address ) : '';
}

function esc_url_raw( string $address, array $schemes ): string {
	$scheme = (string) parse_url( $address, PHP_URL_SCHEME );
	return in_array( $scheme, $schemes, true ) ? str_replace( array( '"', '<', '>', ' ' ), '', $address ) : '';
}

function wp_parse_url( string $address, int $part ) {
	return parse_url( $address, $part );
}

function sanitize_text_field( string $text ): string {
	return trim( preg_replace( '/\s+/u', ' ', strip_tags( $text ) ) );
}

function sanitize_key( $text ): string {
	return is_scalar( $text ) ? preg_replace( '/[^a-z0-9_\-]/', '', strtolower( (string) $text ) ) : '';
}

function wp_unslash( $value ) {
	return is_string( $value ) ? stripslashes( $value ) : $value;
}

function wp_strip_all_tags( string $text ): string {
	return trim( strip_tags( $text ) );
}

function wp_kses_post( string $text ): string {
	return preg_replace( '#<script.*?</script>#s', '', $text );
}

function wp_json_encode( $value, int $flags = 0 ): string {
	return json_encode( $value, $flags | JSON_THROW_ON_ERROR );
}

function absint( $value ): int {
	return abs( (int) $value );
}

function selected( $one, $other, bool $echo ): string {
	return (string) $one === (string) $other ? " selected='selected'" : '';
}

function determine_locale(): string {
	return World::$locale;
}

function wp_date( string $format, ?int $at = null, ?DateTimeZone $zone = null ): string {
	if ( null === $at ) {
		return ( new DateTimeImmutable( World::$today ) )->format( $format );
	}
	$day   = ( new DateTimeImmutable( '@' . $at ) )->setTimezone( $zone );
	$names = 'ja' === World::$locale ? array( '日', '月', '火', '水', '木', '金', '土' ) : null;
	return $names ? $day->format( str_replace( 'D', $names[ (int) $day->format( 'w' ) ], $format ) ) : $day->format( $format );
}

/** Reads the compiled translations as gettext lays them out. */
function load_plugin_textdomain( string $domain, $unused, string $folder ): void {
	$file  = dirname( __DIR__ ) . "/$folder/$domain-ja.mo";
	$whole = file_get_contents( $file );
	$head  = unpack( 'Vmagic/Vrevision/Vcount/Voriginals/Vtranslations/Vhashes/Vhash_table', $whole );
	// WordPress reads a file only whose tables lie one behind the other, also the one of hashes.
	foreach ( array( array( 'originals', 'translations' ), array( 'translations', 'hash_table' ) ) as list( $table, $next ) ) {
		if ( $head[ $next ] - $head[ $table ] !== 8 * $head['count'] ) {
			throw new LogicException( "WordPress does not read $file" );
		}
	}
	for ( $place = 0; $place < $head['count']; $place++ ) {
		$pair = array();
		foreach ( array( 'originals', 'translations' ) as $table ) {
			$where  = unpack( 'Vlength/Voffset', $whole, $head[ $table ] + 8 * $place );
			$pair[] = substr( $whole, $where['offset'], $where['length'] );
		}
		World::$words[ $pair[0] ] = $pair[1];
	}
}

// Addresses.
function plugin_basename( string $file ): string {
	return 'backorder-connector/' . basename( $file );
}

function admin_url( string $path ): string {
	return 'https://shop.example/wp-admin/' . $path;
}

/** Either a name, a value and an address, or many values by name and an address. Nothing is encoded here. */
function add_query_arg( $names, $value, string $address = 'https://shop.example/waiting/' ): string {
	list( $values, $address ) = is_array( $names ) ? array( $names, $value ) : array( array( $names => $value ), $address );
	$pairs                    = array_map( fn( $name ) => "$name={$values[ $name ]}", array_keys( $values ) );
	return $address . ( str_contains( $address, '?' ) ? '&' : '?' ) . implode( '&', $pairs );
}

function paginate_links( array $given ): string {
	return "<a href='" . str_replace( '%#%', '2', $given['base'] ) . "'>{$given['current']} of {$given['total']}</a>";
}

function wp_safe_redirect( string $address ): void {
	throw new Ended( $address );
}

function wp_die( string $said, string $title, array $how ): void {
	throw new Ended( $how['response'] . ' ' . $said );
}

// People.
function is_admin(): bool {
	return World::$admin;
}

function current_user_can( string $what, ...$which ): bool {
	return in_array( $what, World::$may, true );
}

function check_admin_referer( string $action ): void {
	if ( World::$nonce !== $action ) {
		throw new Ended( '403 the link you followed has expired' );
	}
}

function wp_nonce_field( string $action ): void {
	echo '<input type="hidden" name="_wpnonce" value="of ' . esc_attr( $action ) . '">';
}

// What is kept.
function get_option( string $name, $else = false ) {
	return World::$options[ $name ] ?? $else;
}

function update_option( string $name, $value, bool $autoload = true ): void {
	World::$options[ $name ] = $value;
}

function delete_option( string $name ): void {
	unset( World::$options[ $name ] );
}

function get_post( int $id ): ?WP_Post {
	return World::$posts[ $id ] ?? null;
}

function get_post_status( int $id ) {
	return World::$posts[ $id ]->post_status ?? false;
}

function wp_insert_post( array $values ): int {
	$post                       = new WP_Post( 100 + count( World::$posts ) );
	World::$posts[ $post->ID ]  = $post;
	$post->post_status          = $values['post_status'];
	$post->post_content         = $values['post_content'];
	return $post->ID;
}

function wp_delete_post( int $id, bool $wholly ): void {
	unset( World::$posts[ $id ] );
}

function delete_post_meta_by_key( string $name ): void {
	World::$gone[] = $name;
}

function is_multisite(): bool {
	return count( World::$blogs ) > 1;
}

function get_sites( array $asked ): array {
	return World::$blogs;
}

function switch_to_blog( int $id ): void {
	World::$gone[] = "site $id";
}

function restore_current_blog(): void {}

final class WP_Post {
	public string $post_content = '';
	public string $post_status  = 'publish';
	public function __construct( public int $ID ) {}
}

final class WP_Query {
	public array $posts;
	public int $max_num_pages;
	public function __construct( array $asked ) {
		World::$queries[]    = $asked;
		$this->posts         = array_map( fn( $id ) => new WP_Post( $id ), World::$found );
		$this->max_num_pages = World::$pages;
	}
}

// The admin.
function add_meta_box( string $id, string $title, callable $show, string $screen, string $context, string $priority ): void {
	World::$boxes[ $screen ] = array( $title, $show );
}

function add_submenu_page( string $parent, string $title, string $menu, string $may, string $slug, callable $show ): void {
	World::$menus[ $slug ] = array( $parent, $title, $may, $show );
}

function wc_get_page_screen_id( string $what ): string {
	return 'shop-order' === $what ? 'woocommerce_page_wc-orders' : '';
}

function woocommerce_wp_text_input( array $field ): void {
	World::$fields[] = $field;
}

// WooCommerce.
final class WC_Customer {
	public function __construct( private string $shipping, private string $billing = '' ) {}
	public function get_shipping_country(): string {
		return $this->shipping;
	}
	public function get_billing_country(): string {
		return $this->billing;
	}
}

final class WC_Cart {
	public array $lines = array();
	public function get_cart(): array {
		return $this->lines;
	}
}

final class WooCommerce {
	public ?WC_Customer $customer = null;
	public ?WC_Cart $cart         = null;
}

function WC(): ?WooCommerce {
	return World::$shop;
}

class WC_Data {
	public array $meta = array();
	public function get_meta( string $name ) {
		return $this->meta[ $name ] ?? '';
	}
	public function add_meta_data( string $name, $value, bool $unique = false ): void {
		$this->meta[ $name ] = $value;
	}
	public function update_meta_data( string $name, $value ): void {
		$this->meta[ $name ] = $value;
	}
	public function delete_meta_data( string $name ): void {
		unset( $this->meta[ $name ] );
	}
}

final class WC_Product extends WC_Data {
	public int $parent    = 0;
	public int $family    = 0;
	public bool $visible  = true;
	public bool $in_stock = true;
	public bool $waits    = true;
	public int $least     = 1;
	public string $price  = '120';
	public int $image     = 0;
	public string $sku    = 'L-1';
	public function __construct( public int $id, public string $name = 'Lamp' ) {
		World::$products[ $id ] = $this;
	}
	public function get_id(): int {
		return $this->id;
	}
	public function get_name(): string {
		return $this->name;
	}
	public function get_sku(): string {
		return $this->sku;
	}
	public function get_stock_managed_by_id(): int {
		return $this->parent ? $this->parent : $this->id;
	}
	public function get_parent_id(): int {
		return $this->family;
	}
	public function get_min_purchase_quantity(): int {
		return $this->least;
	}
	public function get_permalink(): string {
		return 'https://shop.example/product/' . $this->id . '/?a=1&b=2';
	}
	public function get_image(): string {
		return '<img src="https://shop.example/' . $this->id . '.jpg" alt="">';
	}
	public function get_image_id(): int {
		return $this->image;
	}
	public function get_price(): string {
		return $this->price;
	}
	public function get_price_html(): string {
		return '<bdi>$' . $this->price . '</bdi>';
	}
	public function is_visible(): bool {
		return $this->visible;
	}
	public function is_in_stock(): bool {
		return $this->in_stock;
	}
	public function is_on_backorder( int $units ): bool {
		return $this->waits;
	}
}

class WC_Abstract_Order extends WC_Data {}

final class WC_Order extends WC_Abstract_Order {
	public function __construct( public int $id ) {
		World::$orders[ $id ] = $this;
	}
}

final class WC_Order_Item_Product extends WC_Data {}

function wc_get_product( int $id ) {
	return World::$products[ $id ] ?? false;
}

function wc_get_order( $id ) {
	return World::$orders[ $id ] ?? false;
}

function wc_get_price_to_display( WC_Product $product ): float {
	return (float) $product->get_price();
}

function wc_get_price_decimals(): int {
	return 2;
}

function wc_format_decimal( $number, int $digits ): string {
	return number_format( (float) $number, $digits, '.', '' );
}

function get_woocommerce_currency(): string {
	return 'USD';
}

function wp_get_attachment_url( int $id ): string {
	return "https://shop.example/image-$id.jpg";
}
